from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from console.actions.sign_in import sign_in
from console.models import Agent


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Whatever the door, an agent has one session: this one."""
    agent = Agent.objects.filter(pk=user.pk).first()
    if agent is None:
        return
    if request.session.session_key is None:
        request.session.create()  # after somebody else's session was flushed there is no key yet
    key = request.session.session_key
    assert key is not None
    sign_in(agent, session_key=key)
