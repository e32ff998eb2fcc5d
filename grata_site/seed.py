"""The demo's people, identities, channels, cards, quick replies and some history. Again it changes nothing that is there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console.models import Agent, DeskSettings, Participation
from console.people import roles
from console.people.roles import Role
from grata_site.seed_cards import seed_cards
from grata_site.seed_identities import seed_identities
from grata_site.seed_keywords import seed_keywords
from grata_site.seed_past import seed_past
from grata_site.seed_quick_replies import seed_quick_replies
from grata_site.seed_tags import seed_tags
from history import conversations, services
from history.models import Channel, Conversation, Customer, Message
from history.services import Received, Said

PASSWORD = "grata-demo"  # noqa: S105 - published in the README
PEOPLE = [
    # e-mail, name, console language, role
    ("lin@demo.test", "Lin Wei", "en", Role.AGENT),
    ("marco@demo.test", "Marco Bianchi", "en", Role.AGENT),
    ("sofia@demo.test", "Sofia Reyes", "en", Role.AGENT),
    ("ana@demo.test", "Ana Lima", "en", Role.SUPERVISOR),
    ("admin@demo.test", "Admin", "en", Role.ADMINISTRATOR),
]
PAST = [
    # customer, channel slug, days ago, what was said (who begins with the customer and alternates)
    (
        "Maria Keller",
        "demo",
        0,
        ["Hi, do you have a cot for a baby?", "Of course, it will be in your room.", "Thank you so much!"],
    ),
    ("刘洋", "demo-plain", 0, ["请问可以延迟退房吗？", "可以的，最晚到下午两点。", "谢谢！"]),
    ("Daniel Ortiz", "demo", 3, ["Is there parking at the hotel?", "Yes, 12 a day, no booking needed.", "Great."]),
]


def seed() -> None:
    """Brings in whatever of the demo is missing."""
    with transaction.atomic():
        agents = [_person(*row) for row in PEOPLE]
        seed_identities(agents)
        channels: dict[str, Channel] = {"demo": site(), "demo-plain": plain_account()}
        wechat = safe_account()
        _follow_environment()
        for number, (name, slug, days, said) in enumerate(PAST):
            _past_chat(channels[slug], f"past-{number}", name, agents[number % 3], days, said)
        seed_past(channels=list(channels.values()), agents=agents[:3])
        seed_cards()
        seed_keywords()
        seed_quick_replies()
        daniel = Customer.objects.get(channel=channels["demo"], external_id="past-2")
        seed_tags(wechat=wechat, daniel=daniel, agent=agents[1])


def _follow_environment() -> None:
    """The demo's timers are those of the environment at every start."""
    timers = {
        "offer_seconds": settings.GRATA_OFFER_SECONDS,
        "transfer_seconds": settings.GRATA_TRANSFER_SECONDS,
        "away_release_seconds": settings.GRATA_AWAY_RELEASE_SECONDS,
    }
    DeskSettings.objects.update_or_create(pk=1, defaults=timers)
    WeChatAccount.objects.update(
        window_seconds=settings.GRATA_WECHAT_WINDOW_SECONDS, window_replies=settings.GRATA_WECHAT_WINDOW_REPLIES
    )


def _person(email: str, name: str, language: str, role: Role) -> Agent:
    user, created = User.objects.get_or_create(username=email, defaults={"email": email})
    if created:
        user.set_password(PASSWORD)
        user.save()
        roles.give(user, role)
    agent, _created = Agent.objects.get_or_create(user=user, defaults={"name": name, "language": language})
    return agent


def safe_account() -> WeChatAccount:
    """The account in safe mode."""
    return _account(
        "demo",
        name="Harbour Hotel (WeChat)",
        original_id="gh_demo00000001",
        app_id="wx00000000000demo1",
        wechat_id="grata_demo",
        token="demo-token",  # noqa: S106 - published in the README
        aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        mode=WeChatAccount.Mode.SAFE,
    )


def plain_account() -> WeChatAccount:
    """The account in plain mode."""
    return _account(
        "demo-plain",
        name="Harbour Hotel Shop (WeChat)",
        original_id="gh_demo00000002",
        app_id="wx00000000000demo2",
        wechat_id="grata_demo_shop",
        token="demo-plain-token",  # noqa: S106 - published in the README
        mode=WeChatAccount.Mode.PLAIN,
    )


def _account(slug: str, **fields: str) -> WeChatAccount:
    key: dict[str, Any] = {"slug": slug, "kind": Channel.Kind.WECHAT}
    made = {**fields, "app_secret": "demo-app-secret"}
    account, _created = WeChatAccount.objects.get_or_create(**key, defaults=made)
    return account


def site() -> WebChatSite:
    """The demo shop's chat."""
    found, _created = WebChatSite.objects.get_or_create(
        slug="demo",
        kind=Channel.Kind.WEBCHAT,
        defaults={"name": "Harbour Hotel", "webhook_secret": "whsec_ZGVtby13ZWJob29rLXNlY3JldC1vZi0zMi1ieXRlcyE="},
    )
    return found


def _past_chat(channel: Channel, external_id: str, name: str, agent: Agent, days: int, said: list[str]) -> None:
    customer = services.ensure_customer(channel, external_id=external_id, name=name, channel_name=name)
    if customer.conversations.exists():
        return
    chat = services.open_conversation(customer)
    for number, text in enumerate(said):
        if number % 2 == 0:
            services.record_received(customer, Received(external_id=f"seed-{number}", text=text))
        else:
            answer = Said(text=text)
            services.record_reply(chat, answer, sender=agent.user, sender_name=agent.name, client_id=uuid4())
    _end(chat, agent, timezone.now() - timedelta(days=days, hours=2))


def _end(chat: Conversation, agent: Agent, at: datetime) -> None:
    conversations.activate(chat.pk)
    Participation.objects.create(conversation=chat, agent=agent, how="claimed", left_at=at, left_how="closed")
    services.record_line(chat, kind="closed", sender=agent.user, sender_name=agent.name)
    conversations.close(chat.pk, how="agent", by=agent.user)
    _move_back(chat, at)


def _move_back(chat: Conversation, at: datetime) -> None:
    """Gives the chat the times that it would have had: a minute between two lines, the last of them at `at`."""
    start = at - timedelta(minutes=chat.messages.count())
    for number, message in enumerate(chat.messages.order_by("position")):
        when = start + timedelta(minutes=number + 1)
        state = "received" if message.author != "agent" else "sent"
        nanoseconds = int(when.timestamp() * 1_000_000_000)
        Message.objects.filter(pk=message.pk).update(
            created_at=when, state_at=when, position=nanoseconds, state=state, due_at=None
        )
    Participation.objects.filter(conversation=chat).update(joined_at=start + timedelta(seconds=30))
    Conversation.objects.filter(pk=chat.pk).update(
        opened_at=start, last_message_at=at, closed_at=at, unanswered=0, unanswered_since=None
    )
