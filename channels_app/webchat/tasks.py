from celery import shared_task

from channels_app.webchat.hooks import arrivals, deliveries


@shared_task
def send_webhook(pk: int) -> None:
    """A site's server is to be told of a reply."""
    deliveries.attempt(pk)


@shared_task
def send_webhooks_due() -> None:
    """Picks up whatever lost tasks and dead workers left behind, and what is to be tried again."""
    for pk in deliveries.due():
        send_webhook.delay(pk)


@shared_task
def forget_receipts() -> None:
    """Deletes what is remembered of webhooks that nobody sends again."""
    arrivals.forget_receipts()
