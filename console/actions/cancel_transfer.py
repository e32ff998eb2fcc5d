from django.db import transaction

from console.actions.entrances import end_transfer
from console.models import Agent, Transfer
from console.refusals import NotYours
from history import services


def cancel_transfer(transfer: Transfer, *, agent: Agent) -> None:
    """Whoever asked takes the request back. If it has been answered, that stays. Raises NotYours."""
    if transfer.asker_id != agent.pk:
        raise NotYours
    with transaction.atomic():
        services.lock_customer_of(transfer.conversation_id)
        end_transfer(transfer, Transfer.State.CANCELLED)


def lapse_transfer(transfer: Transfer) -> None:
    """Nobody answered in time."""
    with transaction.atomic():
        services.lock_customer_of(transfer.conversation_id)
        if Transfer.due().filter(pk=transfer.pk).exists():
            end_transfer(transfer, Transfer.State.LAPSED)
