from django.apps import AppConfig


class QuickRepliesConfig(AppConfig):
    name = "quickreplies"
