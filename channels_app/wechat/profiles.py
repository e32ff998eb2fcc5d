"""Which customers' names and tags are to be compared with WeChat's, by which worker, and when again after a trouble.

A mark on the customer's row (`profile_stale_at`) says that they are; it goes only when both sides know the same, so a
worker that dies leaves it there.
"""

import logging
import random
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from channels_app.adapters import DeliveryError
from channels_app.models import WeChatAccount, WeChatProfile
from channels_app.wechat import comparing
from console.actions.take_profile import Learnt, take_profile
from history import profiles
from history.models import Customer

log = logging.getLogger(__name__)

TASK_MOST = 100  # seconds; less than the lease
LEASE = timedelta(minutes=3)
SWEEP_MOST = 20  # customers of an account at a time: replies are more urgent
WAIT_MOST = 3600  # seconds between two tries
BREATHER = timedelta(minutes=1)  # for an account whose WeChat can't be reached
REST = timedelta(hours=1)  # for one whose configuration is wrong
LONG_REST = timedelta(days=1)  # for one that may not
NOT_ALLOWED = "48001"

FORBIDDEN = _("WeChat does not let this account see and change remarks and tags: it is not verified.")
OUR_FAULT = _("The profile could not be compared on our side.")
TOO_SLOW = _("Comparing the profile took too long.")


def due() -> list[int]:
    """The customers to be compared now, a few of each account."""
    return [pk for account in _awake() for pk in _due_of(account).values_list("pk", flat=True)[:SWEEP_MOST]]


def compare(customer_id: int) -> None:
    """Brings a customer in step, if they are due. Nothing happens if another worker has them, or their account rests."""
    customer = Customer.objects.select_related("channel").filter(pk=customer_id).first()
    account = _awake().filter(pk=customer.channel_id).first() if customer else None
    if customer is None or account is None:
        return
    profile = _taken(customer)
    if profile is None:
        return
    customer.refresh_from_db()  # as it is now that nobody else has it
    with translation.override("en"):  # sentences are kept in English
        _attempt(account, profile, customer)


def wake(account: WeChatAccount) -> None:
    """The account rests no longer."""
    WeChatAccount.objects.filter(pk=account.pk).update(profiles_rest_until=None, profiles_rest_reason="")


def _awake() -> QuerySet[WeChatAccount]:
    """Accounts that do not rest, and that nobody has to mend first."""
    rests = Q(profiles_rest_until__gt=timezone.now())
    return WeChatAccount.objects.exclude(rests).exclude(paused_at__isnull=False, paused_until__isnull=True)


def _due_of(account: WeChatAccount) -> QuerySet[Customer]:
    free = Q(wechat_profile__isnull=True) | Q(wechat_profile__due_at__isnull=True)
    return profiles.stale(account).filter(free | Q(wechat_profile__due_at__lte=timezone.now()))


def _taken(customer: Customer) -> WeChatProfile | None:
    """The customer's row, for this worker alone until the lease ends; None if they are not due."""
    WeChatProfile.objects.bulk_create([WeChatProfile(customer=customer)], ignore_conflicts=True)
    now, stale = timezone.now(), profiles.stale(customer.channel).filter(pk=customer.pk)
    free = WeChatProfile.objects.filter(Q(due_at__isnull=True) | Q(due_at__lte=now), customer__in=stale.order_by())
    if not free.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    return WeChatProfile.objects.get(customer=customer)


def _attempt(account: WeChatAccount, profile: WeChatProfile, customer: Customer) -> None:
    try:
        comparing.compare(account, profile, customer)
    except DeliveryError as error:
        _after_error(account, profile, customer, error)
    except SoftTimeLimitExceeded:
        _after_error(account, profile, customer, DeliveryError(TOO_SLOW))
    except Exception:
        log.exception("Comparing the WeChat profile of customer %s broke", customer.pk)
        _after_error(account, profile, customer, DeliveryError(OUR_FAULT, code="ours"))


def _after_error(account: WeChatAccount, profile: WeChatProfile, customer: Customer, error: DeliveryError) -> None:
    log.warning("The WeChat profile of customer %s was not compared: %s %s", customer.pk, error.code, error)
    if rest := _rest(error):
        until, reason = rest
        WeChatAccount.objects.filter(pk=account.pk).update(profiles_rest_until=until, profiles_rest_reason=reason[:300])
        _put_back(profile, None, reason, tries=profile.attempts - 1)  # the account's rest holds it back
    elif error.permanent or profile.attempts >= error.tries_most:
        _give_up(profile, customer, error.message)
    else:
        wait = max(error.retry_after, min(2**profile.attempts, WAIT_MOST) * random.uniform(0.75, 1.25))  # noqa: S311
        _put_back(profile, timezone.now() + timedelta(seconds=wait), error.message, tries=profile.attempts)


def _rest(error: DeliveryError) -> tuple[datetime, str] | None:
    """Until when the whole account had better rest, and why."""
    now = timezone.now()
    if error.code == NOT_ALLOWED:
        return now + LONG_REST, FORBIDDEN
    if error.paused_until is not None:
        return error.paused_until, error.message
    if error.channel_broken:
        return now + REST, error.message
    return (now + BREATHER, error.message) if error.code == "" else None


def _put_back(profile: WeChatProfile, until: datetime | None, reason: str, *, tries: int) -> None:
    WeChatProfile.objects.filter(pk=profile.pk).update(due_at=until, error=reason, attempts=max(0, tries))


def _give_up(profile: WeChatProfile, customer: Customer, reason: str) -> None:
    """Until the customer writes again, or somebody changes what we know of them."""
    with transaction.atomic():
        take_profile(customer, Learnt())
        fields = {"due_at": None, "attempts": 0, "error": reason, "synced_at": timezone.now()}
        WeChatProfile.objects.filter(pk=profile.pk).update(**fields)
