"""What is always true of the desk, whatever was done in whatever order; and a clock that can be stepped."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Count, DateTimeField, F, Max, Model, Q

from console.models import Agent, Offer, Participation, Transfer
from history.models import Conversation, Customer, Message

TIMED: list[type[Model]] = [Conversation, Customer, Agent, Participation, Transfer, Offer]
ENTERED = ("claimed", "joined", "moved")


def check() -> None:
    """Raises AssertionError for the first of the rules that is broken."""
    _one_open_conversation_per_customer()
    _active_ones_have_agents_and_others_have_none()
    _whoever_came_in_is_in_the_record()
    _closed_ones_were_seen_or_missed()
    _requests_and_offers_hang_on_what_they_are_about()


def fingerprint() -> list[tuple[object, ...]]:
    """Changes with every write to the desk's rows."""
    tracked = (Conversation, Message, Transfer)
    versions = [tuple(model.objects.aggregate(n=Count("pk"), v=Max("version")).values()) for model in tracked]
    return [*versions, *Offer.objects.order_by("pk").values_list("pk", "state", "ended_at")]


def step_clock(seconds: int) -> None:
    """Everything that is stored is that much longer ago, or that much sooner due."""
    back = timedelta(seconds=seconds)
    for model in TIMED:
        fields = [field.name for field in model._meta.get_fields() if isinstance(field, DateTimeField)]
        model._default_manager.update(**{name: F(name) - back for name in fields})


def wipe() -> None:
    """An empty desk."""
    for name in ("Offer", "Transfer", "Participation"):
        apps.get_model("console", name).objects.all().delete()
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    Customer.objects.all().delete()


def _one_open_conversation_per_customer() -> None:
    unclosed = Conversation.objects.exclude(state="closed").values("customer").annotate(n=Count("pk"))
    assert not unclosed.filter(n__gt=1).exists()


def _active_ones_have_agents_and_others_have_none() -> None:
    inside = Count("participations", filter=Q(participations__left_at__isnull=True))
    for state, people in Conversation.objects.annotate(people=inside).values_list("state", "people"):
        assert (people > 0) == (state == "active"), (state, people)


def _whoever_came_in_is_in_the_record() -> None:
    entered = Message.objects.filter(kind__in=ENTERED).values("conversation").annotate(n=Count("pk"))
    came = Participation.objects.values("conversation").annotate(n=Count("pk"))
    assert dict(entered.values_list("conversation", "n")) == dict(came.values_list("conversation", "n"))


def _closed_ones_were_seen_or_missed() -> None:
    for chat in Conversation.objects.filter(state="closed"):
        assert chat.messages.filter(kind="closed").count() == 1
        seen = chat.participations.exists() or chat.closed_by_id is not None
        assert seen or chat.closed_how == "missed"
    assert not Message.objects.filter(kind="closed").exclude(conversation__state="closed").exists()


def _requests_and_offers_hang_on_what_they_are_about() -> None:
    assert not Transfer.objects.filter(state="pending").exclude(conversation__state="active").exists()
    assert not Offer.objects.filter(state="pending").exclude(conversation__state="waiting").exists()
    for rows in (Transfer.objects, Offer.objects):
        assert not rows.filter(state="pending", ended_at__isnull=False).exists()
        assert not rows.exclude(state="pending").filter(ended_at__isnull=True).exists()
