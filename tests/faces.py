"""Identities for tests."""

from cards import pictures
from console.avatars import AVATARS
from console.models import Agent, Identity, IdentityText
from tests.cards.conftest import photo


def given_to(agent: Agent, *, avatar: str = "", **names: str) -> Identity:
    """The agent's new identity. names: by language, with _ for -. avatar: the colour of its picture, "" for none."""
    identity = Identity.objects.create(label=agent.user.username)
    for language, name in names.items():
        written(identity, language.replace("_", "-"), name, avatar)
    Agent.objects.filter(pk=agent.pk).update(identity=identity)
    return identity


def written(identity: Identity, language: str, name: str, avatar: str = "", department: str = "") -> IdentityText:
    """Adds a text in that language."""
    picture = pictures.store(photo(avatar), AVATARS) if avatar else ""
    return IdentityText.objects.create(
        identity=identity, language=language, name=name, department=department, avatar=picture
    )
