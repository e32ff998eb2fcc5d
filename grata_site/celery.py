"""Celery: wakes up for rows that are due. It keeps nothing itself."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")

from grata_site import heart, logs  # noqa: F401 - they listen to its signals

app = Celery("grata")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["channels_app.wechat", "channels_app.webchat"])


@app.on_after_configure.connect
def _keep_pool(sender: Any, **_more: object) -> None:
    """Celery would close the process's whole pool of database connections around each task, under its other threads' feet."""
    sender.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize


@worker_process_init.connect
def _begin_pushes(**_process: object) -> None:
    from console import pushes  # needs the apps

    pushes.begin()


@task_prerun.connect
@task_postrun.connect
def _give_back(task: Any = None, **_more: object) -> None:
    """A task's connection goes back to the pool, which tries it before it is had again."""
    from django.db import connections

    if task is not None and not task.request.is_eager:
        connections.close_all()
