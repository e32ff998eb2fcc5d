from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Consumer(AsyncJsonWebsocketConsumer):
    """Channels would go to a thread and back before each event, to close what the last one may have left open.

    Here nothing is left open: the database is used in threads of their own only (see `threads`), which see to it.
    """

    async def dispatch(self, message: dict[str, Any]) -> None:
        await getattr(self, get_handler_name(message))(message)
