"""The demo's tags, and what the agents have noted of its customers. They are brought in once, where there are no tags."""

from uuid import uuid4

from console.models import Agent
from history import comments, services, tags
from history.models import Channel, Customer, Tag

XIAOYU = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
NAMES = ("VIP", "sea view", "family", "late arrival", "travel agency")


def seed_tags(*, wechat: Channel, daniel: Customer, agent: Agent) -> None:
    """陈晓雨 has not written yet: what she has is there as soon as she does."""
    if Tag.objects.exists():
        return
    xiaoyu = services.ensure_customer(wechat, external_id=XIAOYU, name=f"WeChat user {XIAOYU[-4:]}")
    Tag.objects.bulk_create(Tag(name=name, key=tags.key_of(name)) for name in NAMES)
    for customer, names in ((xiaoyu, ("VIP", "sea view", "family")), (daniel, ("late arrival",))):
        for name in names:
            tags.give(customer, name, by=agent.user, by_name=agent.name)
    note = "Allergic to nuts. Prefers a high floor."
    comments.add(xiaoyu, text=note, author=agent.user, author_name=agent.name, client_id=uuid4())
