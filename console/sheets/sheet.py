"""A kind of thing as a table: one row each, with columns for its own fields and, for each language, for those of its texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model

from cards.models import Card, CardText
from console.sheets.fields import Archived, Category, Field, Number, YesNo
from quickreplies.models import QuickReply, QuickReplyText

LANGUAGES = [code for code, _name in settings.LANGUAGES]
KEY = "number"


@dataclass(frozen=True)
class Sheet:
    """owner: the field of a text that names its thing. known_by: the fields of a text of which the first that is filled
    tells things apart that come without their number. example: a row for the template, by the heads of its cells."""

    key: str
    model: type[Model]
    text: type[Model]
    owner: str
    fields: tuple[Field, ...]
    text_fields: tuple[Field, ...]
    known_by: tuple[str, ...]
    example: dict[str, str]
    related: tuple[str, ...] = ()

    @property
    def heads(self) -> list[str]:
        own = [field.head for field in self.fields]
        return [KEY, *own, *(head(field, code) for code in LANGUAGES for field in self.text_fields)]

    def things(self) -> list[Any]:
        """All of them, with their texts."""
        return list(self.model._default_manager.prefetch_related("texts", *self.related))

    def rows(self) -> Iterator[list[str]]:
        """The header and everything that there is."""
        yield self.heads
        for thing in self.things():
            texts = {text.language: text for text in thing.texts.all()}
            own = [field.write(getattr(thing, field.name)) for field in self.fields]
            words = [_words(texts.get(code), field) for code in LANGUAGES for field in self.text_fields]
            yield [str(thing.pk), *own, *words]

    def template(self) -> list[list[str]]:
        """The header and an example."""
        return [self.heads, [self.example.get(name, "") for name in self.heads]]

    def names(self, text: Any) -> str:
        """What a text is known by."""
        return next((str(value) for name in self.known_by if (value := getattr(text, name))), "")


def head(field: Field, language: str) -> str:
    return f"{field.head} ({language})"


QUICK_REPLIES = Sheet(
    key="quickreplies",
    model=QuickReply,
    text=QuickReplyText,
    owner="reply",
    fields=(
        Category("category", "category"),
        YesNo("is_default", "default"),
        Number("position", "position"),
        Archived("archived_at", "archived"),
    ),
    text_fields=(Field("title", "title"), Field("text", "text")),
    known_by=("title", "text"),
    related=("category__names",),
    example={
        "default": "no",
        "title (en)": "Breakfast hours",
        "text (en)": "Breakfast is from 6:30 to 11, $customername.",
        "title (zh-hans)": "早餐时间",
        "text (zh-hans)": "$customername，早餐时间是 6:30 到 11:00。",
    },
)
CARDS = Sheet(
    key="cards",
    model=Card,
    text=CardText,
    owner="card",
    fields=(Number("position", "position"), Archived("archived_at", "archived")),
    text_fields=(Field("title", "title"), Field("teaser", "teaser"), Field("link", "link")),
    known_by=("title",),
    example={
        "title (en)": "Breakfast by the harbour",
        "teaser (en)": "Every day from 6:30 to 11, on the second floor.",
        "link (en)": "https://www.example.com/breakfast",
    },
)
SHEETS: Sequence[Sheet] = (QUICK_REPLIES, CARDS)


def _words(text: Any, field: Field) -> str:
    return field.write(getattr(text, field.name)) if text else ""
