"""Cards of a hotel."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cards.models import Card, CardText

LINK = "https://www.example.com/breakfast"


@pytest.fixture
def breakfast(db: None) -> Card:
    """A card in English and 简体中文; only the English text has a picture."""
    card = Card.objects.create(position=1)
    written(card, "en", "Breakfast by the harbour", picture=photo())
    written(card, "zh-hans", "海景餐厅 · 早餐")
    return Card.objects.get(pk=card.pk)


def written(card: Card, language: str, title: str, **fields: Any) -> CardText:
    """Adds a text in that language."""
    return CardText.objects.create(card=card, language=language, title=title, **{"link": LINK, **fields})


def photo(colour: str = "green", *, size: tuple[int, int] = (1200, 800), kind: str = "PNG") -> SimpleUploadedFile:
    """A picture as somebody uploads it."""
    return upload(encoded(Image.new("RGB", size, colour), kind))


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture's bytes."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def upload(data: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    """A file as a form brings it; its name and type are whatever the browser says."""
    return SimpleUploadedFile(name, data, content_type="image/png")
