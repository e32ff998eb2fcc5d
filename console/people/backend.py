"""Whose session it is, in one statement with all that `sign_ins.standing` asks about them: see `history.prepared`."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from console.models import Agent, SignIn
from history.prepared import Row, ask, columns, read, width

USER, AGENT, SIGN_IN = width(User), width(Agent), width(SignIn)
PERSON = f"""
SELECT {columns(User)}, {columns(Agent)}, {columns(SignIn)}, desk.idle_minutes FROM auth_user
LEFT JOIN console_agent ON console_agent.user_id = auth_user.id
LEFT JOIN console_signin ON console_signin.agent_id = console_agent.user_id
LEFT JOIN console_desksettings desk ON desk.id = 1
WHERE auth_user.id = %(user)s::int
"""  # noqa: S608 - our own columns


class PeopleBackend(ModelBackend):
    """Django's own, whose users know their agent, and the agent its sign-in and `idle_minutes`; None where there is none."""

    def get_user(self, user_id: Any) -> User | None:
        """Who has that key, if they may sign in."""
        person = next(map(_person, ask(PERSON, {"user": user_id})), None)
        return person if self.user_can_authenticate(person) else None


def _person(row: Row) -> User:
    user = read(User, row[:USER])
    rest = row[USER:]
    is_agent = rest[0] is not None  # its version, which every agent has
    user._state.fields_cache["agent"] = _agent(user, rest) if is_agent else None
    return user


def _agent(user: User, row: Row) -> Agent:
    agent = read(Agent, row[:AGENT])
    sign_in = row[AGENT : AGENT + SIGN_IN]
    agent.user, agent.idle_minutes = user, row[-1]  # type: ignore[attr-defined]  # see `sign_ins.idle_limit`
    agent._state.fields_cache["sign_in"] = read(SignIn, sign_in) if sign_in[0] is not None else None
    return agent
