"""The list of agents, page by page."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from console import presence, queries
from console.models import Agent, Transfer

PAGE = 50
SEARCH_MOST = 120  # characters


@dataclass(frozen=True)
class Page:
    """Some of the list, by name, and the last of them if there are more."""

    agents: list[Agent]
    more: Agent | None


def page(*, after: Agent | None = None, search: str = "", there: bool = False) -> Page:
    """Those behind `after`, whose name holds `search` anywhere; with `there` without those who are offline."""
    found = queries.colleagues()
    if after is not None:
        found = found.filter(Q(name__gt=after.name) | Q(name=after.name, pk__gt=after.pk))
    if search:
        found = found.filter(name__icontains=search[:SEARCH_MOST])
    if there:
        found = found.filter(seen_at__gte=presence.lapsed_before())
    return _cut(found)


def first(agent: Agent) -> Page:
    """The first page, and with it whoever the agent has asked into a chat and waits for: their answer is shown there."""
    found = page()
    if found.more is None:
        return found
    asked = Transfer.objects.filter(asker=agent, state=Transfer.State.PENDING).values("asked")
    there = queries.colleagues().filter(Q(pk__in=found.agents) | Q(pk__in=asked))
    return Page(list(there), found.more)


def _cut(found: QuerySet[Agent]) -> Page:
    agents = list(found[: PAGE + 1])
    return Page(agents[:PAGE], agents[PAGE - 1] if len(agents) > PAGE else None)
