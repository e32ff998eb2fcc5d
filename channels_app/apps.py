import logging
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)


class ChannelsAppConfig(AppConfig):
    name = "channels_app"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from history.signals import reply_recorded

        reply_recorded.connect(queue_delivery, dispatch_uid="channels_app.queue_delivery")


def queue_delivery(*, conversation_id: int, **_kwargs: Any) -> None:
    """Asks a worker to deliver now. If the broker is away, the sweep does it a little later."""
    from channels_app.tasks import deliver

    try:
        deliver.delay(conversation_id)
    except Exception:
        log.warning("No worker was told of conversation %s; the sweep will", conversation_id, exc_info=True)
