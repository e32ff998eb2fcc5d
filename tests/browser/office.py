"""The same system from behind: customers on their phones, colleagues without a browser, and what the record says."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from grata_site.embedded.processes import wait_until
from tests.browser.people import NAMES
from tests.stack import PASSWORD, Stack

WITHIN = 30.0  # seconds until what should happen at once is given up, on a machine that is busy with other things
REPLIES = 1000  # to each message; WeChat's own limit is not the subject here


# The session of an agent who is signed in. What stands for it beside the agent is the start of its digest.
SESSION = """
SELECT s.session_key FROM django_session s
JOIN console_signin i ON i.session = left(encode(sha256(s.session_key::bytea), 'hex'), 32)
JOIN auth_user u ON u.id = i.agent_id WHERE u.username = %s AND i.over = ''
"""

THERE = """
SELECT a.user_id FROM console_agent a JOIN auth_user u ON u.id = a.user_id
WHERE u.username = %s AND a.seen_at > now() - interval '30 seconds' AND a.away_at IS NULL
"""


class Colleague:
    """An agent who acts from elsewhere: what another tab of theirs would post.

    One who has a browser acts in its session, because a second sign-in would end it; else they sign in through the form.
    """

    def __init__(self, stack: Stack, name: str) -> None:
        self._stack, self._email = stack, f"{name}@demo.test"
        self.http = httpx.Client(base_url=stack.url, timeout=WITHIN, trust_env=False, headers={"Origin": stack.url})

    def _come_in(self) -> None:
        """Whatever has become of the last session."""
        found = self._stack.rows(SESSION, self._email)
        if not found:
            self._sign_in()
        elif found[0][0] != self.http.cookies.get("sessionid"):
            self.http.cookies.clear()
            self.http.cookies.update({"sessionid": found[0][0], "csrftoken": "c" * 32})
        self.http.headers["X-CSRFToken"] = self.http.cookies["csrftoken"]

    def _sign_in(self) -> None:
        self.http.cookies.clear()
        form = self.http.get("/login/").text
        fields = {"username": self._email, "password": PASSWORD, "csrfmiddlewaretoken": _token(form)}
        assert self.http.post("/login/", data=fields).status_code == 302

    def claim(self, chat: int) -> None:
        self._post(f"chats/{chat}/claim/")

    def pass_on(self, chat: int) -> None:
        """Does not take a customer who came back."""
        self._post(f"chats/{chat}/passing/")

    def reply(self, chat: int, text: str) -> str:
        """Its client_id."""
        client_id = str(uuid4())
        self._post(f"chats/{chat}/messages/", text=text, client_id=client_id)
        return client_id

    def send_cards(self, chat: int, *cards: int) -> None:
        """Several go as one page."""
        self._post(f"chats/{chat}/cards/", cards=",".join(map(str, cards)), client_id=str(uuid4()))

    def close(self, chat: int) -> None:
        self._post(f"chats/{chat}/closure/")

    def leave(self, chat: int) -> None:
        self._post(f"chats/{chat}/departure/")

    def move(self, chat: int, name: str) -> None:
        """Gives the chat to that colleague, as supervisors do."""
        self._post(f"chats/{chat}/move/", agent=str(self._id_of(name)))

    def ask(self, chat: int, name: str) -> int:
        """Asks that colleague into the chat. The request's id."""
        return int(self._post(f"chats/{chat}/transfers/", agent=str(self._id_of(name))).json()["frames"][0]["id"])

    def accept(self, request: int) -> None:
        self._post(f"transfers/{request}/acceptance/")

    def decline(self, request: int) -> None:
        self._post(f"transfers/{request}/refusal/")

    def take_back(self, request: int) -> None:
        self._post(f"transfers/{request}/cancellation/")

    def rename(self, chat: int, name: str) -> None:
        self.edit(chat, name=name)

    def edit(self, chat: int, **field: str) -> None:
        """One thing that is known of the chat's customer."""
        self._post(f"chats/{chat}/customer/", **field)

    def tag(self, chat: int, name: str) -> None:
        self._post(f"chats/{chat}/tags/", name=name)

    def comment(self, chat: int, text: str) -> None:
        self._post(f"chats/{chat}/comments/", text=text, client_id=str(uuid4()))

    def become(self, state: str) -> None:
        """Available or away."""
        self._post("presence/", state=state)

    def retry(self, message: int) -> None:
        self._post(f"messages/{message}/retry/")

    def changes(self, cursor: str, chat: str) -> dict[str, Any]:
        """The catch-up's answer to a page that has that chat open."""
        self._come_in()
        answer = self.http.get("/console/changes/", params={"cursor": cursor, "chat": chat})
        return dict(answer.raise_for_status().json())

    def _id_of(self, name: str) -> int:
        return int(self._stack.rows("SELECT id FROM auth_user WHERE username = %s", f"{name}@demo.test")[0][0])

    def _post(self, path: str, **values: str) -> httpx.Response:
        self._come_in()
        answer = self.http.post(f"/console/{path}", data=values)
        assert answer.status_code == 200, answer.text
        return answer


class Office:
    """Whatever a test needs besides its browsers. Customers are new ones: tests share one running system."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.simulator = stack, stack.simulator
        self._colleagues: dict[str, Colleague] = {}
        self.simulator.control("settings", replies=REPLIES)

    def colleague(self, name: str) -> Colleague:
        """Lin, marco, sofia or ana, signed in only when they are not."""
        if name not in self._colleagues:
            self._colleagues[name] = Colleague(self.stack, name)
        return self._colleagues[name]

    def sees_there(self, name: str) -> None:
        """Back when that agent counts as available, which a page that has been opened is a moment before."""
        assert wait_until(lambda: bool(self.stack.rows(THERE, f"{name}@demo.test")), WITHIN)

    def customer(self, text: str) -> "Customer":
        """Somebody new on WeChat, who writes this and waits."""
        openid = self.simulator.post("/phone/customers", account="demo", name="陈晓雨")["openid"]
        customer = Customer(self, str(openid))
        customer.writes(text)
        return customer

    def chat_with(self, agent: str, text: str) -> "Customer":
        """The same, and that agent has the chat."""
        customer = self.customer(text)
        self.colleague(agent).claim(customer.chat)
        return customer

    def join(self, chat: int, agent: str) -> None:
        """A second agent comes into the chat."""
        self.stack.rows(
            "INSERT INTO console_participation (conversation_id, agent_id, how, joined_at, left_how)"
            " SELECT %s, id, 'asked', now(), '' FROM auth_user WHERE username = %s RETURNING id",
            chat,
            f"{agent}@demo.test",
        )

    def close(self, chat: int) -> None:
        """Whoever has the chat closes it; if nobody has, whoever is asked first takes it before, or Lin."""
        inside = "console_participation p JOIN auth_user u ON u.id = p.agent_id WHERE left_at IS NULL"
        names = self.stack.rows(f"SELECT split_part(username, '@', 1) FROM {inside} AND conversation_id = %s", chat)
        offered = "console_offer o JOIN auth_user u ON u.id = o.agent_id WHERE o.state = 'pending'"
        names += self.stack.rows(f"SELECT split_part(username, '@', 1) FROM {offered} AND conversation_id = %s", chat)
        (name,) = names[0] if names else ("lin",)
        if name in NAMES:
            self.colleague(name).claim(chat)  # what one has already one may claim again
        else:
            name = "ana"  # of somebody whom a test made, and who can't sign in, a supervisor closes it
        self.colleague(name).close(chat)

    def everybody_has_gone_home(self) -> None:
        """Who was here for another test does not fall silent in the middle of this one."""
        self.stack.rows("UPDATE console_agent SET seen_at = NULL, announced = 'offline' RETURNING user_id")

    def close_what_is_open(self) -> None:
        """Nobody waits and nobody has a chat, whatever a test came to."""
        for (chat,) in self.stack.rows("SELECT id FROM history_conversation WHERE state <> 'closed' ORDER BY id"):
            self.close(int(chat))

    def chat_in_which(self, text: str) -> int:
        """The chat in which a visitor wrote this last."""
        query = "SELECT conversation_id FROM history_message WHERE text = %s AND author = 'customer'"
        return int(self.stack.rows(f"{query} ORDER BY id DESC LIMIT 1", text)[0][0])

    def record(self, chat: int) -> list[tuple[str, str]]:
        """Text and state of what was said in a chat, in order, without the record's own lines."""
        query = "SELECT text, state FROM history_message WHERE conversation_id = %s AND author <> 'system'"
        return [(text, state) for text, state in self.stack.rows(f"{query} ORDER BY position", chat)]

    def leave(self) -> None:
        for colleague in self._colleagues.values():
            colleague.http.close()


class Customer:
    """A customer on WeChat. `chat` is the latest of their conversations."""

    def __init__(self, office: Office, openid: str) -> None:
        self._office, self.openid = office, openid
        self.chat = 0
        self.name = f"WeChat user {openid[-4:]}"  # as the console calls them: WeChat tells nobody's name

    def writes(self, text: str) -> None:
        """Returns when the message is in the record."""
        self._office.simulator.say(self.openid, text)
        self._office.simulator.wait_for(self.openid, direction="out", text=text, delivery="delivered")
        query = "SELECT max(c.id) FROM history_conversation c JOIN history_customer u ON u.id = c.customer_id"
        self.chat = int(self._office.stack.rows(f"{query} WHERE u.external_id = %s", self.openid)[0][0])

    def hears(self, text: str) -> None:
        """Returns when that text is on the phone."""
        self._office.simulator.wait_for(self.openid, direction="in", text=text)

    def heard(self) -> list[str]:
        """What has come to the phone, in order."""
        return [line["text"] for line in self._office.simulator.phone(self.openid) if line["direction"] == "in"]


@pytest.fixture(scope="session")
def office(stack: Stack) -> Iterator[Office]:
    """Everybody who takes part without a browser."""
    everybody = Office(stack)
    yield everybody
    everybody.leave()


def _token(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert found, html
    return found[1]
