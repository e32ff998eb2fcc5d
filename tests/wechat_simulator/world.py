"""All of the simulated WeChat's memory."""

import secrets
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.wechat_simulator.accounts import Account, Customer, first_customers, known_accounts
from tests.wechat_simulator.delivery import Letter, Postman
from tests.wechat_simulator.faults import Faults
from tests.wechat_simulator.materials import Materials
from tests.wechat_simulator.phones import Item, Phones
from tests.wechat_simulator.quotas import Quotas
from tests.wechat_simulator.staff import Staff
from tests.wechat_simulator.tags import Tags
from tests.wechat_simulator.tokens import TokenOffice
from tests.wechat_simulator.typing_signs import Typing
from tests.wechat_simulator.windows import Windows
from tests.wechat_simulator.wire import xml


@dataclass(frozen=True)
class Sent:
    """A message of ours: its text or what stands for it, its content object, the kf account in whose name it comes."""

    msgtype: str
    text: str
    fields: dict[str, Any]
    sender: str


@dataclass
class Accepted:
    """A message of ours that WeChat took, and how often it took the same one."""

    account: str
    touser: str
    msgtype: str
    text: str
    fields: dict[str, Any]
    sender: str = ""
    times: int = 0


class World:
    """Accounts, customers, phones, tokens, windows, faults, and a clock that can be put forward."""

    def __init__(self) -> None:
        self.postman = Postman()
        self.reset()

    def reset(self) -> None:
        """As after a start, but for the callback's address."""
        self.postman.reset()
        self.offset = 0.0
        self.accounts: dict[str, Account] = known_accounts()
        self.customers: dict[tuple[str, str], Customer] = first_customers()
        self.phones = Phones()
        self.tokens = TokenOffice(self.now)
        self.windows = Windows(self.now)
        self.typing = Typing(self.now)
        self.quotas = Quotas(self.now)
        self.materials = Materials(self.now)
        self.staff = Staff()
        self.tags = Tags()
        self.faults = Faults()
        self.counters: Counter[str] = Counter()
        self.accepted: dict[tuple[str, str, str, str], Accepted] = {}
        self._msg_id = time.time_ns() // 1_000_000 << 22

    def now(self) -> float:
        return time.time() + self.offset

    def account_of(self, app_id: str) -> Account | None:
        return next((account for account in self.accounts.values() if account.app_id == app_id), None)

    def add_customer(self, account: str, name: str) -> Customer:
        customer = Customer(account, f"o{secrets.token_urlsafe(21)[:27]}", name)
        self.customers[account, customer.openid] = customer
        return customer

    def write(self, customer: Customer, kind: str, fields: dict[str, Any], msg_id: str = "") -> Item:
        """A customer sends a message. `fields` are WeChat's nodes of that kind; `msg_id` overrides the next one."""
        who = (customer.account, customer.openid)
        self.windows.tapped(who) if "bizmsgmenuid" in fields else self.windows.wrote(who)
        number = int(msg_id or self._next_msg_id())
        item = self._line(customer, kind, str(fields.get("Content", f"[{kind}]")), fields, str(number))
        self._post(item, {"MsgType": kind, **fields, "MsgId": number})
        return item

    def happen(self, customer: Customer, event: str, fields: dict[str, Any]) -> Item:
        """A customer follows, taps a menu, shows where they are …"""
        if event in {"subscribe", "unsubscribe"}:
            customer.subscribed = event == "subscribe"
        self.windows.happened((customer.account, customer.openid), event)
        item = self._line(customer, "event", event, fields)
        self._post(item, {"MsgType": "event", "Event": event, **fields})
        return item

    def raw(self, customer: Customer, xml_body: str) -> Item:
        """Something signed and sealed as a customer's, whatever it is."""
        item = self._line(customer, "raw", xml_body[:200], {})
        self._deliver(item, xml_body)
        return item

    def accept(self, account: str, touser: str, sent: Sent) -> None:
        """A message of ours reaches the phone."""
        who = (account, touser)
        self.windows.use(who)
        self.typing.contact(who)
        self.typing.hide(who)
        key = (account, touser, sent.msgtype, sent.text)
        taken = self.accepted.setdefault(
            key, Accepted(account, touser, sent.msgtype, sent.text, sent.fields, sent.sender)
        )
        taken.times += 1
        worker = self.staff.workers.get((account, sent.sender))
        self.phones.add(
            account=account,
            openid=touser,
            direction="in",
            kind=sent.msgtype,
            text=sent.text,
            created_at=int(self.now()),
            source="custom_send",
            sender=sent.sender,
            sender_name=worker.nickname if worker else "",
            media_id=str(sent.fields.get("media_id", "")),
            fields=sent.fields,
        )

    def _line(self, customer: Customer, kind: str, text: str, fields: dict[str, Any], msg_id: str = "") -> Item:
        return self.phones.add(
            account=customer.account,
            openid=customer.openid,
            direction="out",
            kind=kind,
            text=text,
            created_at=int(self.now()),
            msg_id=msg_id,
            delivery="pending",
            media_id=str(fields.get("MediaId", "")),
            fields=fields,
        )

    def _post(self, item: Item, nodes: dict[str, Any]) -> None:
        account = self.accounts[item.account]
        head = {"ToUserName": account.original_id, "FromUserName": item.openid, "CreateTime": item.created_at}
        self._deliver(item, xml({**head, **nodes}))

    def _deliver(self, item: Item, body: str) -> None:
        self.typing.contact((item.account, item.openid))
        self.postman.post(Letter(self.accounts[item.account], self.phones, item, body, self.now))

    def _next_msg_id(self) -> int:
        self._msg_id += 1 + secrets.randbelow(1000)
        return self._msg_id
