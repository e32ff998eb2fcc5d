"""What a visitor says of themselves before the first message, where their site asks. It proves nothing: it is a name to begin
with, and an address that we did not have.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from channels_app.models import WebChatSite
from channels_app.webchat.drafts import UNSTORABLE, Refused
from channels_app.webchat.visitors import Visitor

NAME_MOST = 120
EMAIL_MOST = 254


def heard(visitor: Visitor, said: object) -> Visitor:
    """The visitor as they call themselves. Nobody is called so for whom the site has signed, or whose site does not ask.

    said: {"name", "email"} as their page sends it; anything else counts as nothing.
    """
    if visitor.until is not None or not isinstance(said, dict):
        return visitor
    site = visitor.site
    name = _name(said) if site.asks_name else ""
    return replace(visitor, said_name=name, email=_email(said) if site.asks_email else "")


def check(visitor: Visitor) -> None:
    """Raises Refused if the site requires what a new visitor has not said."""
    site, required = visitor.site, WebChatSite.Asked.REQUIRED
    lacks_name = site.asks_name == required and not visitor.said_name
    lacks_email = site.asks_email == required and not visitor.email
    if visitor.until is None and (lacks_name or lacks_email) and visitor.customer() is None:
        raise Refused(_("Tell us first who you are."))


def _name(said: dict[str, Any]) -> str:
    name = said.get("name")
    return " ".join(UNSTORABLE.sub("", name).split())[:NAME_MOST] if isinstance(name, str) else ""


def _email(said: dict[str, Any]) -> str:
    email = said.get("email")
    if not isinstance(email, str) or len(email) > EMAIL_MOST:
        return ""
    try:
        validate_email(email.strip())
    except ValidationError:
        return ""
    return email.strip()
