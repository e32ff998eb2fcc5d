"""What our mails say. Plain text, and the same as simple HTML."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from console.models import Letter
from console.people import links

HOURS = {Letter.Kind.INVITATION: links.INVITATION_HOURS, Letter.Kind.RESET: links.RESET_HOURS}


def can_leave() -> bool:
    """Whether mails can be sent: there is a server for them, and our own address for the links in them."""
    return bool(settings.GRATA_MAIL) and bool(settings.GRATA_PUBLIC_URL)


def compose(user: User, kind: Letter.Kind) -> EmailMultiAlternatives:
    """The mail with a new link in it, in the person's console language."""
    agent = getattr(user, "agent", None)
    with translation.override(agent.language if agent else settings.LANGUAGE_CODE):
        values = {"name": agent.name if agent else user.email, "link": links.make(user, kind), "hours": HOURS[kind]}
        mail = EmailMultiAlternatives(_subject(kind), _written(kind, "txt", values), to=[user.email])
        mail.attach_alternative(_written(kind, "html", values), "text/html")
    return mail


def _subject(kind: Letter.Kind) -> str:
    return _("Your invitation to Grata") if kind == Letter.Kind.INVITATION else _("A new password for Grata")


def _written(kind: Letter.Kind, form: str, values: dict[str, object]) -> str:
    return render_to_string(f"console/letters/{kind.value}.{form}", values)
