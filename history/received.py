from dataclasses import dataclass, field
from typing import Any

from history.attachments import Media
from history.models import Message


@dataclass(frozen=True, kw_only=True)
class Received:
    """What a customer sent, in nobody's dialect. `external_id` is unique for this customer; see `history.models.Message`.

    payload, by kind: location {"latitude", "longitude", "scale"}, with its address as text; link {"url",
    "description"} and file {"size" in bytes}, with their titles as text; app_page {}; other {"type", "raw"}. Anything
    may be missing. media: the file that has to be fetched. is_tap: an option of ours was pressed, which opens the brief
    window only.
    """

    external_id: str
    text: str = ""
    kind: str = Message.Kind.TEXT
    payload: dict[str, Any] = field(default_factory=dict)
    provider_order: str | None = None
    media: Media | None = None
    is_tap: bool = False
