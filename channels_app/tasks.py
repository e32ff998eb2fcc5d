from celery import shared_task

from channels_app import erasing, fetching, outbound
from channels_app.adapters import adapter_for
from history.models import Conversation

TYPING_SECONDS = 5  # after which a sign that nobody has shown yet is not worth showing


@shared_task
def deliver(conversation_id: int) -> None:
    """A conversation has a reply to send."""
    outbound.deliver(conversation_id)


@shared_task
def deliver_due() -> None:
    """Picks up whatever lost tasks and dead workers left behind."""
    outbound.settle_abandoned()
    outbound.resume_lapsed()
    for conversation_id in outbound.due_conversations():
        deliver.delay(conversation_id)


@shared_task(soft_time_limit=fetching.TASK_MOST)
def fetch(attachment_id: int) -> None:
    """A customer's file is to be fetched."""
    fetching.fetch(attachment_id)


@shared_task
def fetch_due() -> None:
    """Picks up files that are due: those whose task was lost, whose worker died, or that are tried again."""
    for attachment_id in fetching.due():
        fetch.delay(attachment_id)


@shared_task
def erase_due() -> None:
    """Works on what is to be erased."""
    erasing.erase_due()


@shared_task
def plan_erasures() -> None:
    """Plans what is to be erased by itself."""
    erasing.plan()


@shared_task(expires=TYPING_SECONDS)
def show_typing(conversation_id: int) -> None:
    """The customer may see that somebody types."""
    chat = Conversation.objects.select_related("customer__channel").filter(pk=conversation_id).first()
    if chat is not None and chat.customer.channel.paused_at is None:
        adapter_for(chat.customer.channel).typing(chat.customer, True)
