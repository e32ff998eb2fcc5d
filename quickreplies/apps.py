from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuickRepliesConfig(AppConfig):
    name = "quickreplies"
    verbose_name = _("Quick replies")
