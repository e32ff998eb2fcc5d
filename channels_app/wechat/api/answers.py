"""What WeChat answered: JSON with or without an error code, or something that is not WeChat's at all."""

import json
import logging
import re
from typing import Any

import httpx

from channels_app.wechat.errors import SYSTEM_BUSY, Action, delivery_error, meaning

log = logging.getLogger(__name__)

LARGEST_ANSWER = 1_000_000  # bytes

Answer = dict[str, Any]


def answer_in(status: int, body: bytes) -> Answer:
    """The JSON object in the body. Raises DeliveryError (WeChat is busy) for anything else."""
    try:
        answer = json.loads(body) if status < 500 else None
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        return answer
    log.warning("WeChat's answer is not usable: HTTP %s, %s bytes", status, len(body))
    raise delivery_error(SYSTEM_BUSY)


def checked(path: str, answer: Answer) -> Answer:
    """The answer, if it is no error; else raises the DeliveryError of its code."""
    code = code_of(answer)
    if code == 0:
        return answer
    errmsg = str(answer.get("errmsg", ""))
    log.warning("WeChat answered %s to %s (rid %s)", code, path, _rid(errmsg))
    raise delivery_error(code, errmsg)


def code_of(answer: Answer) -> int:
    """WeChat's error code; 0 for none, SYSTEM_BUSY for one that is no number."""
    code = answer.get("errcode", 0)
    return code if isinstance(code, int) else SYSTEM_BUSY


def token_refused(answer: object) -> bool:
    """Whether the answer asks for another access token."""
    return isinstance(answer, dict) and meaning(code_of(answer)).action is Action.REFRESH


def capped(response: httpx.Response, most: int = LARGEST_ANSWER) -> bytes:
    """The body; nothing of one that is larger than `most` bytes."""
    body = bytearray()
    for chunk in response.iter_raw():  # raw: a small compressed answer could grow without limit
        body += chunk
        if len(body) > most:
            return b""
    return bytes(body)


def texts_in(entry: object, *names: str) -> list[str]:
    """The values of these names in one entry of a list; "" for what is missing or no text."""
    found = [entry.get(name) for name in names] if isinstance(entry, dict) else [None] * len(names)
    return [str(value) if isinstance(value, str | int) else "" for value in found]


def _rid(errmsg: str) -> str:
    found = re.search(r"rid: ([0-9a-f-]{1,60})", errmsg)
    return found[1] if found else "none"
