"""Which worker may take what."""

import pytest

from grata_site.celery import app


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("channels_app.tasks.fetch", "media"),
        ("history.tasks.sweep_files", "media"),
        ("channels_app.tasks.deliver", "celery"),
        ("console.tasks.keep_deadlines", "celery"),
    ],
)
def test_files_stand_in_a_queue_of_their_own(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_a_worker_that_is_told_nothing_takes_from_all_queues() -> None:
    assert {queue.name for queue in app.conf.task_queues} == {"celery", "media"}
