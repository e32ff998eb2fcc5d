"""What is on the customers' phones."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any

FAILURE_LINE = "该公众号提供的服务出现故障，请稍后再试"


@dataclass
class Item:
    """One line on one phone.

    direction: "out" was written there, "in" came from the account, "system" is WeChat's own line. source:
    "custom_send", "passive", or "" for what the customer did. sender: the kf account that speaks, sender_name its
    nickname. delivery: of "out" only: "pending", "delivered", "failed". fields: WeChat's nodes of what the customer
    did, the content object of what came by custom_send. media_id: the file at /phone/media/<media_id>, or "".
    seq grows with every change, so that a page can ask for what is new.
    """

    id: int
    seq: int
    account: str
    openid: str
    direction: str
    kind: str
    text: str
    created_at: int
    msg_id: str = ""
    source: str = ""
    sender: str = ""
    sender_name: str = ""
    delivery: str = ""
    tries: int = 0
    media_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


class Phones:
    """All phones; whoever waits for news is woken by every change."""

    def __init__(self) -> None:
        self._touched: dict[str, int] = {}
        self.items: list[Item] = []
        self.seq = 0
        self._changed = asyncio.Event()

    def add(self, **fields: Any) -> Item:
        self.seq += 1
        item = Item(id=len(self.items) + 1, seq=self.seq, **fields)
        self.items.append(item)
        self._wake()
        return item

    def change(self, item: Item, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(item, name, value)
        self.seq += 1
        item.seq = self.seq
        self._wake()

    def touch(self, openid: str) -> None:
        """Something that is no line changed on that phone."""
        self.seq += 1
        self._touched[openid] = self.seq
        self._wake()

    def since(self, seq: int, openid: str = "") -> list[dict[str, Any]]:
        """The lines added or changed after `seq`, in the order in which they stand on the phone."""
        return [asdict(item) for item in self.items if item.seq > seq and openid in ("", item.openid)]

    async def news(self, seq: int, openid: str, seconds: float) -> list[dict[str, Any]]:
        """As `since`, but waits up to `seconds` for something to have changed, if only the sign of typing."""
        ends = asyncio.get_running_loop().time() + seconds
        while not (found := self.since(seq, openid)) and not self._was_touched(seq, openid):
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                break
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                break
        return found

    def _was_touched(self, seq: int, openid: str) -> bool:
        return any(at > seq and openid in ("", who) for who, at in self._touched.items())

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
