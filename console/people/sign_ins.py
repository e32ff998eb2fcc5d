"""One sign-in for each agent, the latest; and how long it lasts without a hand on the keyboard."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from console.models import Agent, SignIn

Over = SignIn.Over


@dataclass(frozen=True)
class Standing:
    """Who is asking: an agent, or nobody and, if they were one until now, why they are not any more."""

    agent: Agent | None
    over: str = ""


def standing(user: Any, session_key: str | None) -> Standing:
    """Who the user of a session is now, as `backend` has read them. An idle sign-in ends with this."""
    agent: Agent | None = getattr(user, "agent", None)
    over = _over(agent, digest(session_key or "")) if agent is not None else ""
    if agent is None or not over:
        return Standing(agent)
    if over == Over.IDLE:
        # Noted, so that it stays ended when a supervisor allows more minutes later.
        SignIn.objects.filter(pk=agent.pk, session=agent.sign_in.session, over="").update(over=over)
    return Standing(None, over)


def digest(session_key: str) -> str:
    """What stands for a session's key wherever it is kept or sent."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def door(why: str) -> str:
    """The address of the page where one signs in; it says why one has to."""
    return f"{reverse('login')}?{urlencode({'why': why})}" if why else reverse("login")


def idle_limit(agent: Agent) -> timedelta | None:
    """After how long without activity the agent is signed out; None for never. The agent comes from `standing`."""
    minutes: int | None = agent.idle_minutes  # type: ignore[attr-defined]
    return timedelta(minutes=minutes) if minutes else None


def seconds_left(agent: Agent, now: datetime | None = None) -> float | None:
    """How long the sign-in lasts without further activity."""
    limit = idle_limit(agent)
    if limit is None:
        return None
    return (agent.sign_in.active_at + limit - (now or timezone.now())).total_seconds()


def _over(agent: Agent, session: str) -> str:
    if not hasattr(agent, "sign_in"):
        return Over.ENDED
    if not constant_time_compare(agent.sign_in.session, session):
        return Over.ELSEWHERE
    left = seconds_left(agent)
    return agent.sign_in.over or (Over.IDLE if left is not None and left <= 0 else "")
