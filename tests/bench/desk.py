"""Agents with chats: everything that is done through Django before and after the measuring."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console.actions.claim import claim
from console.actions.receive import Inbound, receive
from console.models import Agent
from grata_site import seed
from history.models import Message
from history.services import Received
from tests.bench.errors import BenchError
from tests.bench.letters import ACCOUNT, delivery

FLOOR_TABLE = "CREATE TABLE bench_floor (id bigserial PRIMARY KEY, body text NOT NULL)"


@dataclass(frozen=True)
class Desk:
    """sessions: one of each agent, the first is Lin's. chats: the OpenIDs of each agent's customers, in the same order."""

    sessions: list[str]
    chats: list[list[str]]


def furnish(agents: int, chats_each: int) -> Desk:
    """Agents who are signed in, and have claimed all the chats there are."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_TABLE)
    people = [_agent(number) for number in range(agents)]
    return Desk([_session(agent) for agent in people], [_chats(agent, chats_each) for agent in people])


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
    return Agent.objects.create(user=User.objects.create_user(f"agent-{number}"), name=name)


def _session(agent: Agent) -> str:
    client = Client()
    client.force_login(agent.user)
    return client.cookies["sessionid"].value


def _chats(agent: Agent, number: int) -> list[str]:
    openids = [f"oGr4TaBench{agent.pk:08d}{each:09d}" for each in range(number)]
    for openid in openids:
        received = Received(external_id=f"first-{openid}", text="你好")
        inbound = Inbound(channel=seed.safe_account(), customer_id=openid, name="陈晓雨", received=received)
        claim(receive(inbound).message.conversation, agent=agent)
    return openids
