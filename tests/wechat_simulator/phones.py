"""What is on the customers' phones."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any

FAILURE_LINE = "该公众号提供的服务出现故障，请稍后再试"


@dataclass
class Item:
    """One line on one phone.

    direction: "out" was written there, "in" came from the account, "system" is WeChat's own line. source:
    "custom_send", "passive", or "" for what the customer did. delivery: of "out" only: "pending", "delivered",
    "failed". seq grows with every change, so that a page can ask for what is new.
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
    delivery: str = ""
    tries: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


class Phones:
    """All phones; whoever waits for news is woken by every change."""

    def __init__(self) -> None:
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

    def since(self, seq: int, openid: str = "") -> list[dict[str, Any]]:
        """The lines added or changed after `seq`, in the order in which they stand on the phone."""
        return [asdict(item) for item in self.items if item.seq > seq and openid in ("", item.openid)]

    async def news(self, seq: int, openid: str, seconds: float) -> list[dict[str, Any]]:
        """As `since`, but waits up to `seconds` for something to be there."""
        ends = asyncio.get_running_loop().time() + seconds
        while not (found := self.since(seq, openid)):
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                break
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                break
        return found

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
