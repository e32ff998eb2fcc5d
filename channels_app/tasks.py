from celery import shared_task

from channels_app import outbound


@shared_task
def deliver(conversation_id: int) -> None:
    """A conversation has a reply to send."""
    outbound.deliver(conversation_id)


@shared_task
def deliver_due() -> None:
    """Picks up whatever lost tasks and dead workers left behind."""
    outbound.settle_abandoned()
    for conversation_id in outbound.due_conversations():
        deliver.delay(conversation_id)
