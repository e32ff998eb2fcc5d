"""Mail that leaves goes to Django's own outbox: it is the wire here."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from console.actions.invite import invite
from console.actions.send_letters import send_letters
from console.models import Agent

SITE = "https://chat.example.com"
NEW = "another-harbour-8"


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: Any) -> None:
    settings.GRATA_PUBLIC_URL = SITE


@pytest.fixture
def nora(ana: Agent) -> Agent:
    """Invited by Ana; her mail has not left yet."""
    return invite(by=ana.user, name="Nora Lind", email="Nora@Demo.test", role="agent", language="zh-hans")


def last_mail() -> EmailMultiAlternatives:
    """The latest mail, once all that is due has left."""
    send_letters()
    found = mail.outbox[-1]
    assert isinstance(found, EmailMultiAlternatives)
    return found


def link_in(letter: EmailMultiAlternatives) -> str:
    """The path of the one link in a mail."""
    (link,) = set(re.findall(rf"{SITE}(/\S+)", str(letter.body)))
    return str(link)
