import re
import unicodedata
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from console import customers, live
from console.models import Agent
from console.refusals import Unfit
from history import profiles
from history.models import Conversation

PHONE = re.compile(r"[0-9+()./#*x \-]*", re.ASCII | re.IGNORECASE)
DIGITS_LEAST = 3


def edit_customer(conversation: Conversation, *, agent: Agent, field: str, value: str) -> None:
    """Changes one thing that we know of the conversation's customer: one of `history.profiles.FIELDS`.

    Whoever writes last wins, field by field. Raises Unfit for what can't be that, and NotYours while others have the
    customer.
    """
    fit = FITTING[field](profiles.one_line(value))
    with transaction.atomic():
        customer, latest = customers.held(conversation, agent)
        profiles.edit(customer, field=field, value=fit)
        transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)
        if field in profiles.IN_LISTS:
            transaction.on_commit(partial(live.put_chat, latest.pk), robust=True)


def _name(value: str) -> str:
    most = profiles.FIELDS["name"]
    if not 1 <= len(value) <= most:
        raise Unfit(_("A name has 1 to %(most)d characters.") % {"most": most})
    return value


def _email(value: str) -> str:
    try:
        if value:
            validate_email(value[: profiles.FIELDS["email"] + 1])
    except ValidationError:
        raise Unfit(_("This is no e-mail address.")) from None
    if len(value) > profiles.FIELDS["email"]:
        raise Unfit(_("This is no e-mail address."))
    return value


def _phone(value: str) -> str:
    value = unicodedata.normalize("NFKC", value)  # digits as Chinese keyboards write them
    if not value:
        return value
    is_phone = PHONE.fullmatch(value) and sum(sign.isdigit() for sign in value) >= DIGITS_LEAST
    if not is_phone or len(value) > profiles.FIELDS["phone"]:
        raise Unfit(
            _("A phone number has digits, spaces and + - ( ) . / only, %(most)d characters at most.") % _phone_most
        )
    return value


def _language(value: str) -> str:
    if value and value not in dict(settings.LANGUAGES):
        raise Unfit(_("Choose one of the languages."))
    return value


_phone_most = {"most": profiles.FIELDS["phone"]}
FITTING = {"name": _name, "email": _email, "phone": _phone, "language": _language}
