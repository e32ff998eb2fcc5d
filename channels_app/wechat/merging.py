"""Three-way merges: what each side has, and what both had when they last agreed, say who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels_app.models import WeChatProfile
from channels_app.wechat import naming
from history import profiles


@dataclass(frozen=True)
class Agreed:
    """What both had; see `channels_app.models.WeChatProfile`."""

    name: str
    remark: str
    tags: frozenset[str]


@dataclass(frozen=True)
class NamePlan:
    """take: our customer's new name. push: WeChat's new remark. "" where nothing changes."""

    take: str = ""
    push: str = ""


@dataclass(frozen=True)
class TagPlan:
    """Keys of tags to give and take, here and at WeChat."""

    give: frozenset[str]
    take: frozenset[str]
    push: frozenset[str]
    pull: frozenset[str]


def agreed(profile: WeChatProfile, *, remark: str, tags: frozenset[str]) -> Agreed:
    """What both had, given what WeChat has now. What we began to change there and find so was our own doing."""
    begun: Mapping[str, Any] = profile.pushing
    base = (frozenset(profile.tags) | (frozenset(begun.get("add", ())) & tags)) - (
        frozenset(begun.get("remove", ())) - tags
    )
    if begun.get("remark") and begun["remark"] == remark:
        return Agreed(begun["name"], remark, base)
    return Agreed(profile.name, profile.remark, base)


def names(ours: str, remark: str, base: Agreed) -> NamePlan:
    """ours: the name that people gave, "" for none. Where both have changed, ours wins; an emptied remark takes no name."""
    theirs = profiles.one_line(remark)
    if ours and ours != base.name:
        push = naming.as_remark(ours)
        return NamePlan(push=push if push != theirs else "")
    if theirs and (not ours or theirs != profiles.one_line(base.remark)):
        return NamePlan(take=theirs if theirs != ours else "")
    return NamePlan()


def tags(ours: frozenset[str], theirs: frozenset[str], base: Agreed) -> TagPlan:
    """What one side gave or took since they agreed, the other does too."""
    both = (ours & theirs) | (ours - base.tags) | (theirs - base.tags)
    return TagPlan(give=both - ours, take=ours - both, push=both - theirs, pull=theirs - both)
