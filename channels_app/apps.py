from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsAppConfig(AppConfig):
    name = "channels_app"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from history.signals import reply_recorded

        reply_recorded.connect(queue_delivery, dispatch_uid="channels_app.queue_delivery")


def queue_delivery(*, conversation_id: int, message_id: int, **_kwargs: Any) -> None:
    """Asks a worker to deliver now. If the broker is away, the sweep does it a little later."""
    from channels_app import stages
    from channels_app.hints import hint
    from channels_app.tasks import deliver

    stages.written(message_id, conversation_id)
    hint(deliver, conversation_id)
