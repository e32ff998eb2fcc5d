"""Fifty agents who are signed in."""

import json

from tests.flows.screen import Cookies
from tests.stack import Stack

FIFTY = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from console.people.sessions import SessionStore
from console.actions.sign_in import sign_in
from console.models import Agent

def signed_in(number):
    user = User.objects.create(username=f"agent-{number}@demo.test")
    Agent.objects.create(user=user, name=f"Agent No. {number}")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "console.people.backend.PeopleBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    sign_in(user.agent, session_key=session.session_key)
    return session.session_key

print(json.dumps([signed_in(number) for number in range(50)]))
"""


def fifty(stack: Stack) -> list[Cookies]:
    """The cookies of "Agent No. 0" to "Agent No. 49", who are made now."""
    return [{"sessionid": key, "csrftoken": "c" * 32} for key in json.loads(stack.run(FIFTY))]
