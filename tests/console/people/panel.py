"""The admin panel's pages of people."""

from typing import Any

from console.models import Agent
from tests.conftest import signed_in

LIST = "/admin/console/agent/"
DEEDS = ("invite", "withdraw", "deactivate", "reactivate", "unlock")


def page_of(agent: Agent) -> str:
    """A person's page."""
    return f"{LIST}{agent.pk}/change/"


def does(by: Agent, deed: str, agent: Agent) -> Any:
    """Somebody presses a button on it."""
    return signed_in(by).post(f"{LIST}{agent.pk}/{deed}/", follow=True)
