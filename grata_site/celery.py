"""Celery: wakes up for rows that are due. It keeps nothing itself."""

import os

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")

from grata_site import heart, logs  # noqa: F401 - they listen to its signals

app = Celery("grata")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["channels_app.wechat", "channels_app.webchat"])


@worker_process_init.connect
def _begin_pushes(**_process: object) -> None:
    from console import pushes  # needs the apps

    pushes.begin()
