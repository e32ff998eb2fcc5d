"""Whom a site's own word makes somebody, and whose word counts for nothing."""

import base64
import json
import time
from typing import Any

import jwt
import pytest

from channels_app.models import WebChatSite
from channels_app.webchat import secrets, signed, visitors
from channels_app.webchat.signed import Denied
from tests.channels_app.webchat.tabs import secret_of

SECRET = "a-secret-of-the-site-that-is-long-enough"
OTHER = "another-secret-that-is-just-as-long-as-it"
DAY = 86_400


@pytest.fixture
def signing() -> WebChatSite:
    return WebChatSite(pk=1, slug="demo", identity_secret=SECRET)


def token(secret: str = SECRET, **claims: Any) -> str:
    """Of a customer, good for an hour, unless told otherwise; a claim that is None is left out."""
    whole = {"sub": "customer-7", "exp": int(time.time()) + 3600, **claims}
    return signed_by(secret, {name: value for name, value in whole.items() if value is not None})


def signed_by(secret: str, claims: object) -> str:
    """As any site's library would sign it, even what no library takes."""
    return jwt.PyJWS().encode(json.dumps(claims).encode(), secret, algorithm="HS256")


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def detail(site: WebChatSite, given: object) -> str:
    """Why it is refused, as the site's own people are told."""
    with pytest.raises(Denied) as denied:
        signed.recognise(site, given, "en")
    assert "could not sign you in" in str(denied.value)
    assert denied.value.has_expired is False
    return denied.value.detail


def test_a_signed_visitor_is_the_same_on_every_device_and_no_holder_of_a_secret(signing: WebChatSite) -> None:
    one, other = (signed.recognise(signing, token(exp=int(time.time()) + more), "en") for more in (60, DAY))
    assert one.external_id == other.external_id
    assert one.external_id.startswith("s:")
    assert visitors.recognise(signing, secret_of("Daniel"), "en").external_id.startswith("v:")
    assert signed.recognise(signing, token(sub="customer-8"), "en").external_id != one.external_id


def test_what_the_site_says_of_its_visitor_is_taken(signing: WebChatSite) -> None:
    given = token(name="  Daniel\x00 Okafor ", email="daniel@example.com", language="zh-TW", aud="chat", iss="shop")
    daniel = signed.recognise(signing, given, "en")
    assert (daniel.name, daniel.email, daniel.language) == ("Daniel Okafor", "daniel@example.com", "zh-TW")


@pytest.mark.parametrize("claims", [{"name": 7, "email": "no address", "language": "<b>"}, {"name": " ", "email": []}])
def test_what_is_no_name_address_or_language_is_left_out(signing: WebChatSite, claims: dict[str, Any]) -> None:
    daniel = signed.recognise(signing, token(**claims), "fr")
    assert (daniel.name, daniel.email, daniel.language) == (f"Visitor {daniel.external_id[-4:]}", "", "fr")


def test_another_sites_word_counts_for_nothing(signing: WebChatSite) -> None:
    assert "this site's identity secret" in detail(signing, token(OTHER))


def test_a_site_without_a_secret_signs_for_nobody() -> None:
    assert "no identity secret" in detail(WebChatSite(slug="demo"), token())


def test_an_algorithm_other_than_ours_is_refused(signing: WebChatSite) -> None:
    claims = {"sub": "customer-7", "exp": int(time.time()) + 60}
    unsigned = f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."
    longer = jwt.encode(claims, SECRET * 2, algorithm="HS512")
    for given in (unsigned, unsigned + part("x"), unsigned.replace("none", "None"), longer):
        detail(signing, given)


@pytest.mark.parametrize("sub", [None, "", "   ", "x" * 201, 7, True, ["a"], {"a": 1}, "\ud800"])
def test_a_visitor_has_a_name_of_1_to_200_characters(signing: WebChatSite, sub: object) -> None:
    detail(signing, token(sub=sub))


@pytest.mark.parametrize("sub", ["7", "x" * 200, "客人" * 100, "v:abc", "a.b/c\nd"])
def test_whatever_a_site_calls_its_visitors_fits_the_record(signing: WebChatSite, sub: str) -> None:
    assert len(signed.recognise(signing, token(sub=sub), "en").external_id) == 66


@pytest.mark.parametrize("exp", [None, "soon", "9999999999", [], 1e400, float("nan"), 10**400])
def test_a_token_says_when_it_ends(signing: WebChatSite, exp: object) -> None:
    detail(signing, token(exp=exp))


def test_a_token_is_good_for_30_days_at_most(signing: WebChatSite) -> None:
    now = int(time.time())
    assert signed.recognise(signing, token(exp=now + 30 * DAY), "en").until == now + 30 * DAY
    assert "30 days" in detail(signing, token(exp=now + 31 * DAY))


def test_clocks_may_differ_by_half_a_minute(signing: WebChatSite) -> None:
    now = int(time.time())
    assert signed.recognise(signing, token(exp=now - 20, iat=now + 20, nbf=now + 20), "en")
    detail(signing, token(nbf=now + 60))
    with pytest.raises(Denied, match="has run out") as denied:
        signed.recognise(signing, token(exp=now - 31), "en")
    assert denied.value.has_expired


@pytest.mark.parametrize("given", [None, 7, "", "a", "a.b", "a.b.c", "..", "é.é.é", "\ud800", [], "x" * 100_000])
def test_what_is_no_token_is_refused(signing: WebChatSite, given: object) -> None:
    detail(signing, given)


def test_a_token_whose_header_is_a_trap_is_refused(signing: WebChatSite) -> None:
    nested = base64.urlsafe_b64encode(b"[" * 2900).decode().rstrip("=")
    for header in (
        nested,
        part([]),
        part({}),
        part({"alg": ["HS256"]}),
        part({"alg": "HS256", "b64": False, "crit": ["b64"]}),
    ):
        detail(signing, f"{header}.{part({'sub': 'x'})}.{part('x')}")


def test_a_claim_that_was_changed_afterwards_is_noticed(signing: WebChatSite) -> None:
    header, _claims, signature = token().split(".")
    detail(signing, f"{header}.{part({'sub': 'customer-8', 'exp': int(time.time()) + 60})}.{signature}")


def test_two_secrets_are_good_while_one_takes_over_from_the_other(site: WebChatSite) -> None:
    first = secrets.renew(site)
    second = secrets.renew(site)
    site.refresh_from_db()
    daniel, again = (signed.recognise(site, token(secret), "en") for secret in (first, second))
    assert daniel.external_id == again.external_id
    assert secrets.forget_previous(site)
    site.refresh_from_db()
    assert signed.recognise(site, token(second), "en")
    detail(site, token(first))
    assert not secrets.forget_previous(site)
