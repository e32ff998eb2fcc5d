"""What WeChat's error codes mean: what to do, and what to tell people."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from channels_app.adapters import DeliveryError, MediaGone
from console.actions.deliver import Correction

SYSTEM_BUSY = -1


class MediaTooLarge(DeliveryError):
    """The file has more bytes than we take."""

    def __init__(self) -> None:
        super().__init__(gettext("The file is too large."), permanent=True)


class Action(Enum):
    """What the caller should do about an error."""

    RETRY = auto()  # passing: try again with backoff
    REFRESH = auto()  # another access token, once
    PAUSE = auto()  # today's quota is used up: the account is paused until tomorrow
    STOP = auto()  # the account is paused until an administrator acts
    FAIL = auto()  # this message can not be sent
    WINDOW_CLOSED = auto()  # nothing can be sent until the customer writes
    QUOTA_USED = auto()  # no replies are left until the customer writes
    UNFOLLOWED = auto()  # the customer does not follow the account
    MEDIA_GONE = auto()  # upload the file again and resend, once
    WITHOUT_NAME = auto()  # resend without the agent's kf account
    IGNORE = auto()  # typing signs: nobody needs to know


@dataclass(frozen=True)
class Meaning:
    """One row of the table. sentence: for agents and supervisors. retry_after: seconds. tries_most: in all."""

    action: Action
    sentence: Promise | str
    retry_after: int = 0
    tries_most: int = 12


_BUSY = Meaning(Action.RETRY, _("WeChat is busy."), 2, tries_most=3)
_TOKEN = Meaning(Action.REFRESH, _("WeChat refuses our access token."), 60, tries_most=3)  # each with a new token
_BUG = Meaning(Action.FAIL, _("WeChat could not read the message. Please report this to your administrator."))
_MEDIA = Meaning(Action.FAIL, _("WeChat does not take files of this type or size."))
_UNFOLLOWED = Meaning(Action.UNFOLLOWED, _("The customer does not follow the WeChat account any more."))
_BANNED = Meaning(Action.STOP, _("WeChat has restricted this account. An administrator must look into it."))
_KF_ACCOUNT = Meaning(Action.WITHOUT_NAME, _("WeChat does not know this agent's customer-service account."))
_TYPING = Meaning(Action.IGNORE, _("WeChat did not show that you are typing."))
_UNKNOWN = Meaning(Action.FAIL, _("WeChat refused the message."))

_ROWS: list[tuple[tuple[int, ...], Meaning]] = [
    ((SYSTEM_BUSY, 61450), _BUSY),
    ((40001, 40014, 42001), _TOKEN),
    ((40164,), Meaning(Action.STOP, _("This server's IP address is not in the WeChat account's allow-list."))),
    ((40013,), Meaning(Action.STOP, _("WeChat does not know this AppID. An administrator must correct it."))),
    ((40125,), Meaning(Action.STOP, _("WeChat does not accept the AppSecret. An administrator must correct it."))),
    (
        (40243,),
        Meaning(Action.STOP, _("The AppSecret is frozen at WeChat. An administrator must unfreeze or reset it.")),
    ),
    ((40003, 49003), Meaning(Action.FAIL, _("WeChat does not know this customer of this account."))),
    ((40007,), Meaning(Action.MEDIA_GONE, _("WeChat no longer has this file."))),
    ((40004, 40005, 40006, 40009, 40010, 40011, 40012, 40137, 45001, 45007), _MEDIA),
    ((40008, 45162, 40033, 40035, 47001, 41001, 41005, 43002, 44001, 44002, 45008, 61500, 65416, 65417), _BUG),
    ((44004,), Meaning(Action.FAIL, _("An empty message can not be sent."))),
    ((43004, 50005), _UNFOLLOWED),
    ((43019,), Meaning(Action.FAIL, _("The customer is on the WeChat account's blacklist."))),
    ((45002,), Meaning(Action.FAIL, _("The message is too long for WeChat. Please shorten or split it."))),
    ((45003, 45004, 45005, 45006), Meaning(Action.FAIL, _("A title, text or link is too long for WeChat."))),
    ((45009,), Meaning(Action.PAUSE, _("The account's WeChat quota for today is used up."), 3600)),
    ((45011,), Meaning(Action.RETRY, _("WeChat asks us to slow down."), 60)),
    (
        (45015,),
        Meaning(Action.WINDOW_CLOSED, _("WeChat's reply window is closed: wait for the customer to write.")),
    ),
    ((45047,), Meaning(Action.QUOTA_USED, _("No WeChat replies are left: wait for the customer to write."))),
    ((45072, 45080, 45081), _TYPING),
    ((48001,), Meaning(Action.STOP, _("This WeChat account may not send messages: it is not verified."))),
    ((48002,), Meaning(Action.FAIL, _("The customer refuses messages from this account."))),
    ((48004, 50002), _BANNED),
    ((48008,), Meaning(Action.FAIL, _("This WeChat account may not send messages of this kind."))),
    ((61452, 65401), _KF_ACCOUNT),
    (
        (65400,),
        Meaning(
            Action.WITHOUT_NAME,
            _("Customer-service accounts are not enabled at WeChat, or have only just been enabled."),
        ),
    ),
    (
        (65402,),
        Meaning(
            Action.WITHOUT_NAME, _("WeChat wants this customer-service account to be bound to a person's WeChat ID.")
        ),
    ),
    (
        (61453, 65406),
        Meaning(Action.FAIL, _("WeChat already has a customer-service account of this name.")),
    ),
    (
        (61454, 65403),
        Meaning(Action.FAIL, _("WeChat does not take this nickname: 16 characters at most.")),
    ),
    (
        (61451, 61455, 65404),
        Meaning(Action.FAIL, _("WeChat does not take this account name: up to 10 letters and digits, @, WeChat ID.")),
    ),
    ((61456, 65405), Meaning(Action.FAIL, _("WeChat has room for no more customer-service accounts: 100 at most."))),
    ((61457,), _MEDIA),
    (
        (65407, 65408, 65409, 65410, 65411, 65412),
        Meaning(Action.FAIL, _("WeChat did not invite this person to its customer service.")),
    ),
    ((45056,), Meaning(Action.FAIL, _("WeChat has room for no more tags: 100 at most."))),
    ((45057,), Meaning(Action.FAIL, _("So many customers have this tag that WeChat does not change it."))),
    ((45058, 45159), Meaning(Action.FAIL, _("WeChat does not know this tag."))),
    ((45059,), Meaning(Action.FAIL, _("This customer has as many tags as WeChat allows: 20."))),
    ((45157,), Meaning(Action.FAIL, _("WeChat already has a tag of this name, or does not allow the name."))),
    ((45158,), Meaning(Action.FAIL, _("The tag's name is too long for WeChat."))),
    ((70000,), Meaning(Action.FAIL, _("WeChat blocked the message to protect minors."))),
]

PASSING = {Action.RETRY, Action.REFRESH, Action.PAUSE, Action.STOP}  # with the last two the account is paused
CORRECTIONS = {
    Action.WINDOW_CLOSED: Correction.SHUT,
    Action.QUOTA_USED: Correction.USED_UP,
    Action.UNFOLLOWED: Correction.LEFT,
}
BEIJING = ZoneInfo("Asia/Shanghai")
SLACK = timedelta(minutes=5)  # asked again by a clock that is fast, a quota would seem to be used up for one day more
MEANINGS: dict[int, Meaning] = {code: meaning for codes, meaning in _ROWS for code in codes}


def meaning(code: int) -> Meaning:
    """What to do about a code, and the sentence that explains it; codes nobody knows fail the message."""
    return MEANINGS.get(code, _UNKNOWN)


def delivery_error(code: int, errmsg: str = "") -> DeliveryError:
    """The error to raise for WeChat's answer. Of `errmsg` only the address of 40164 reaches the reader."""
    found = meaning(code)
    kind = MediaGone if found.action is Action.MEDIA_GONE else DeliveryError
    return kind(
        _sentence(code, found, errmsg),
        code=str(code),
        permanent=found.action not in PASSING,
        retry_after=found.retry_after,
        tries_most=found.tries_most,
        channel_broken=found.action is Action.STOP,
        paused_until=_tomorrow() if found.action is Action.PAUSE else None,
        correction=CORRECTIONS.get(found.action, Correction.NONE),
    )


def _tomorrow() -> datetime:
    """When WeChat surely counts anew: a little after the next midnight in Beijing."""
    today = (timezone.now() - SLACK).astimezone(BEIJING).date()
    return datetime.combine(today + timedelta(days=1), time.min, tzinfo=BEIJING) + SLACK


def _sentence(code: int, found: Meaning, errmsg: str) -> str:
    sentence = str(found.sentence)
    if code == 40164 and (address := re.search(r"\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f:]*:[0-9a-f:]+\b", errmsg)):
        return f"{sentence} ({address[0]})"
    return f"{sentence} ({code})" if found is _UNKNOWN else sentence
