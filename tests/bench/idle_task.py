"""A task that does nothing but say that it has begun: the floor of everything that a worker does for somebody who waits."""

import os
import socket

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")

app = Celery("bench")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(task_default_queue="bench", task_queues=None, task_routes=None)


@app.task
def begin(mark: str, port: int) -> None:
    """Tells the mark to whoever listens on that port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.sendto(mark.encode(), ("127.0.0.1", port))
