"""Whom the demo's customers see. They are brought in once; then they belong to whoever edits them."""

from collections.abc import Sequence

from cards import pictures
from console.avatars import AVATARS
from console.models import Agent, Identity, IdentityText
from grata_site.seed_pictures import FACES

IDENTITIES = [
    # whose, by the agent's name and the drawing's; then name and department in each language
    (
        "Lin Wei",
        {"en": ("Lin Wei", "Front desk"), "zh-hans": ("林薇", "前台"), "zh-hant": ("林薇", "櫃檯")},
    ),
    (
        "Marco Bianchi",
        {"en": ("Marco Bianchi", "Concierge"), "zh-hans": ("马可", "礼宾部"), "zh-hant": ("馬可", "禮賓部")},
    ),
    (
        "Sofia Reyes",
        {"en": ("Sofia Reyes", "Reservations"), "zh-hans": ("索菲亚", "预订部"), "zh-hant": ("索菲亞", "訂房部")},
    ),
]


def seed_identities(agents: Sequence[Agent]) -> None:
    """Gives these agents their identities where there are none at all."""
    if Identity.objects.exists():
        return
    by_name = {agent.name: agent for agent in agents}
    for name, texts in IDENTITIES:
        if name in by_name:
            _give(by_name[name], texts)


def _give(agent: Agent, texts: dict[str, tuple[str, str]]) -> None:
    identity = Identity.objects.create(label=agent.name)
    avatar = pictures.store(FACES[agent.name](), AVATARS)
    for language, (name, department) in texts.items():
        picture = avatar if language == "en" else ""  # the other languages borrow it
        IdentityText.objects.create(
            identity=identity, language=language, name=name, department=department, avatar=picture
        )
    Agent.objects.filter(pk=agent.pk, identity=None).update(identity=identity)
