"""Whom customers see when an agent answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from cards import pictures
from cards.rendering import best
from console.avatars import AVATARS
from console.models import Agent, Identity, IdentityText


@dataclass(frozen=True)
class Face:
    """What a customer sees. department: "" for none. avatar: its address on this site without the host, None for none."""

    name: str
    department: str = ""
    avatar: str | None = None


def identity_of(agent: Agent, language: str) -> Face:
    """Whom a customer of that language sees: in it, else its other script, English, any; else the agent's own name.

    language: as platforms say it, "" when it is not known.
    """
    texts = list(agent.identity.texts.all()) if agent.identity else []
    text = best(texts, language)
    if text is None:
        return Face(agent.name)
    return Face(text.name, text.department, pictures.path(avatar_name(text, texts), AVATARS) or None)


def avatar_name(text: IdentityText, texts: Sequence[IdentityText]) -> str:
    """The storage's name of the picture that goes with the text: its own, else another language's; "" for none."""
    return next((one.avatar.name for one in (text, *texts) if one.avatar.name), "")


def in_use() -> QuerySet[Identity]:
    """The identities under which somebody may answer, the oldest first. Their texts are there."""
    agents = Agent.objects.filter(identity=OuterRef("pk"), user__is_active=True)
    return Identity.objects.filter(Exists(agents)).order_by("pk").prefetch_related("texts")
