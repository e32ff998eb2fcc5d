"""Agents with chats: everything that is done through Django before and after the measuring."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from console.actions.claim import claim
from console.actions.receive import Inbound, receive
from console.models import Agent
from grata_site import seed
from history.cursor import snapshot
from history.models import Conversation, Customer, Message
from history.services import Received
from tests.bench.errors import BenchError
from tests.bench.letters import ACCOUNT, delivery

FLOOR_TABLE = "CREATE TABLE bench_floor (id bigserial PRIMARY KEY, body text NOT NULL)"


@dataclass(frozen=True)
class Desk:
    """sessions: one of each agent with chats, the first is Lin's. chats: the OpenIDs of each one's customers, in the same
    order. crowd: sessions of others, who only look on."""

    sessions: list[str]
    chats: list[list[str]]
    crowd: list[str]


def furnish(agents: int, chats_each: int, crowd: int) -> Desk:
    """Agents who are signed in, those with chats having claimed all the chats there are."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_TABLE)
    people = [_agent(number) for number in range(agents + crowd)]
    sessions = [_session(agent) for agent in people]
    return Desk(sessions[:agents], [_chats(agent, chats_each) for agent in people[:agents]], sessions[agents:])


def line_up(number: int) -> None:
    """So many customers wait, each since another moment."""
    now, account = timezone.now(), seed.safe_account()
    names = [(f"oGr4TaLine{each:018d}", f"陈晓雨 {each}") for each in range(number)]
    customers = Customer.objects.bulk_create(
        Customer(channel=account, external_id=openid, name=name, window_until=now + timedelta(days=1), window_left=5)
        for openid, name in names
    )
    Conversation.objects.bulk_create(_waits(customer, now - timedelta(seconds=customer.pk)) for customer in customers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum soon would


def first_in_line(number: int) -> list[int]:
    """The chats of those who wait longest."""
    waiting = Conversation.objects.filter(state=Conversation.State.WAITING).order_by("waiting_since", "pk")
    return list(waiting.values_list("pk", flat=True)[:number])


def write_much(desk: Desk, number: int) -> tuple[int, int]:
    """Two of the first agent's chats get histories: one so many messages, the other a page of them. Their ids."""
    long, short = (Conversation.objects.get(customer__external_id=openid) for openid in desk.chats[0][:2])
    for chat, count in ((long, number), (short, 50)):
        chat.messages.all().delete()
        Message.objects.bulk_create((_line(chat, place) for place in range(count)), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum soon would
    return long.pk, short.pk


def talk(desk: Desk) -> tuple[str, str]:
    """In all chats but the first agent's something is said. The cursor of a page from before, and one from after."""
    before, others = str(snapshot()), Conversation.objects.filter(state=Conversation.State.ACTIVE)
    others.exclude(customer__external_id__in=desk.chats[0]).update(unanswered=1)
    return before, str(snapshot())


def site_key() -> str:
    """Of a site with a web chat."""
    return seed.site().key


def statements(desk: Desk) -> int:
    """How many SQL statements one webhook takes, when its customer's chat is claimed."""
    query, body = delivery(desk.chats[0][0], "多少？")
    address = f"/channels/wechat/{ACCOUNT.slug}/?{query}"
    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"host": "127.0.0.1"}).post(address, body, content_type="text/xml")
    if answer.content != b"success":
        raise BenchError("the webhook was not taken")
    return len(captured)


def check_stored(desk: Desk, delivered: int) -> None:
    """BenchError unless the record holds what was answered with `success`, every one and once."""
    held = Message.objects.filter(author=Message.Author.CUSTOMER).count() - sum(map(len, desk.chats))
    if held != delivered:
        raise BenchError(f"{delivered} messages were taken, {held} are stored")


def _agent(number: int) -> Agent:
    cast = ("Lin", "Marco", "Sofia")
    name = cast[number] if number < len(cast) else f"Agent {number + 1}"
    is_here = {"seen_at": timezone.now(), "announced": Agent.Presence.AVAILABLE}  # nobody is told that they come
    return Agent.objects.create(user=User.objects.create_user(f"agent-{number}"), name=name, **is_here)


def _session(agent: Agent) -> str:
    client = Client()
    client.force_login(agent.user)
    return client.cookies["sessionid"].value


def _waits(customer: Customer, since: datetime) -> Conversation:
    times = {"opened_at": since, "waiting_since": since, "last_message_at": since, "unanswered_since": since}
    return Conversation(customer=customer, first_words="请问明天早上可以晚一点退房吗？", unanswered=1, **times)


def _line(chat: Conversation, place: int) -> Message:
    said = {"author": ("customer", "agent")[place % 2], "sender_name": "Lin", "text": f"第 {place} 句话，不长也不短。"}
    times = {"created_at": chat.opened_at, "state_at": chat.opened_at}
    return Message(conversation=chat, customer_id=chat.customer_id, position=place, state="sent", **said, **times)


def _chats(agent: Agent, number: int) -> list[str]:
    openids = [f"oGr4TaBench{agent.pk:08d}{each:09d}" for each in range(number)]
    for openid in openids:
        received = Received(external_id=f"first-{openid}", text="你好")
        inbound = Inbound(channel=seed.safe_account(), customer_id=openid, name="陈晓雨", received=received)
        claim(receive(inbound).message.conversation, agent=agent)
    return openids
