"""Visitors for whom their site vouches: a JSON Web Token, signed with the site's identity secret, says who they are."""

import hashlib
import time
from typing import Any

import jwt
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from channels_app.models import WebChatSite
from channels_app.sealing import SecretLost
from channels_app.webchat import visitors
from channels_app.webchat.drafts import UNSTORABLE
from channels_app.webchat.visitors import Visitor

ALGORITHM = "HS256"
LEEWAY = 30  # seconds by which the site's clock may differ from ours
LONGEST = 30 * 86_400  # seconds ahead that a token may run out
TOKEN_MOST = 4096  # characters
SUBJECT_MOST = 200
NAME_MOST = 120
EMAIL_MOST = 254


class Denied(Exception):
    """str() says why, to the visitor; `detail`, in English, to whoever builds the site. has_expired: a new token helps."""

    def __init__(self, reason: str, *, detail: str, has_expired: bool = False) -> None:
        super().__init__(reason)
        self.detail = detail
        self.has_expired = has_expired


def whoever(site: WebChatSite, credential: object, language: object) -> Visitor:
    """The visitor who shows a token, or a secret: only a token has dots. Raises Denied, and ValueError for a bad secret."""
    if isinstance(credential, str) and "." in credential:
        return recognise(site, credential, language)
    return visitors.recognise(site, credential, language)


def recognise(site: WebChatSite, token: object, language: object) -> Visitor:
    """The visitor whom the token names. Raises Denied."""
    spoken = visitors.spoken(language)
    with translation.override(Visitor(site=site, external_id="", language=spoken).speaks):
        claims = _claims(site, token)
    return Visitor(
        site=site,
        external_id=external_id(claims["sub"]),
        language=visitors.spoken(claims.get("language")) or spoken,
        given_name=_name(claims.get("name")),
        email=_email(claims.get("email")),
        until=float(claims["exp"]),
    )


def external_id(subject: str) -> str:
    """The id in the record of whomever the site calls so; never that of a browser's secret, which begins otherwise."""
    return f"s:{hashlib.sha256(subject.encode()).hexdigest()}"


def _claims(site: WebChatSite, token: object) -> dict[str, Any]:
    """What the token says, all of it checked that decides who and how long."""
    if not isinstance(token, str) or not 0 < len(token) <= TOKEN_MOST:
        raise _refused(f"A token is text of at most {TOKEN_MOST} characters.")
    secrets = _secrets(site)
    if not secrets:
        raise _refused("This site has no identity secret: make one in the admin panel.")
    for secret in secrets[:-1]:
        try:
            return _decoded(token, secret)
        except jwt.InvalidSignatureError:
            continue  # the one before is good as well
    try:
        return _decoded(token, secrets[-1])
    except jwt.InvalidSignatureError:
        raise _refused("The token is not signed with this site's identity secret.") from None


def _secrets(site: WebChatSite) -> list[str]:
    try:
        return [secret for secret in (site.identity_secret, site.previous_identity_secret) if secret]
    except SecretLost as lost:
        raise _refused(str(lost)) from lost


def _decoded(token: str, secret: str) -> dict[str, Any]:
    """Raises InvalidSignatureError for another secret's token, and Denied for whatever else is wrong with it."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            leeway=LEEWAY,
            options={"require": ["sub", "exp"], "verify_aud": False},
        )
        return _checked(claims)
    except jwt.InvalidSignatureError:
        raise
    except jwt.ExpiredSignatureError:
        words = _("Your sign-in to this chat has run out. Reload the page, or sign in again.")
        raise Denied(words, detail="The token has expired.", has_expired=True) from None
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _refused(f"The token is not good: {error}.") from None


def _checked(claims: dict[str, Any]) -> dict[str, Any]:
    subject = claims["sub"]
    if not 1 <= len(subject) <= SUBJECT_MOST or not subject.strip():
        raise ValueError(f"`sub` has 1 to {SUBJECT_MOST} characters")
    subject.encode()  # halves of a character are a ValueError
    if isinstance(claims["exp"], bool) or not isinstance(claims["exp"], int | float):
        raise TypeError("`exp` is a number of seconds")
    if claims["exp"] > time.time() + LONGEST + LEEWAY:
        raise ValueError("`exp` is more than 30 days away")
    return claims


def _refused(detail: str) -> Denied:
    return Denied(_("This site could not sign you in to the chat. Reload the page, or sign in again."), detail=detail)


def _name(value: object) -> str:
    return UNSTORABLE.sub("", value).strip()[:NAME_MOST] if isinstance(value, str) else ""


def _email(value: object) -> str:
    """An address that is none is left out."""
    if not isinstance(value, str) or len(value) > EMAIL_MOST:
        return ""
    try:
        validate_email(value)
    except ValidationError:
        return ""
    return value
