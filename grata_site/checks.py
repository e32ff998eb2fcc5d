"""Settings that are well-formed but wrong: `manage.py check` says so, and what to do."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import maxminddb
from django.conf import settings
from django.core import checks
from django.core.files.storage import storages

from grata_site import env
from history import replica


@checks.register()
def demo_is_only_a_demo(**_kwargs: Any) -> list[checks.CheckMessage]:
    """The demo's passwords are in the README."""
    if settings.GRATA_DEMO and settings.GRATA_HTTPS:
        hint = "Unset GRATA_DEMO. Its logins and passwords are public."
        return [checks.Error("GRATA_DEMO=1 on a server that is reached by HTTPS.", hint=hint, id="grata.E001")]
    return []


@checks.register()
def geoip_database_is_one(**_kwargs: Any) -> list[checks.CheckMessage]:
    """It is asked while a customer waits: a wrong file is found now."""
    try:
        if settings.GRATA_GEOIP_PATH:
            maxminddb.open_database(settings.GRATA_GEOIP_PATH).close()
    except (OSError, maxminddb.InvalidDatabaseError):
        hint = "Name a .mmdb file of cities or countries, such as GeoLite2-City.mmdb."
        return [checks.Error("GRATA_GEOIP_PATH is no GeoIP database.", hint=hint, id="grata.E006")]
    return []


@checks.register()
def pushes_have_servers_of_their_own(**_kwargs: Any) -> list[checks.CheckMessage]:
    """One server that is named twice would get each half of the pushes: nothing would be gained, and nobody would notice."""
    places = [_place(url) for url in settings.GRATA_PUSH_REDIS_URLS]
    if len(set(places)) < len(places):
        hint = "Name each Redis once. Another database of the same server is no other place: pushes know no databases."
        return [checks.Error("GRATA_PUSH_REDIS_URLS names a server twice.", hint=hint, id="grata.E008")]
    return []


def _place(url: str) -> tuple[str | None, int | str]:
    parts = urlsplit(url)
    return (parts.hostname, parts.port or 6379) if parts.hostname else (None, parts.path)


@checks.register(deploy=True)
def deployment_is_safe(**_kwargs: Any) -> list[checks.CheckMessage]:
    """What a server on the internet must not have."""
    return list(_deployment_faults())


def _deployment_faults() -> Iterator[checks.CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts that people and WeChat use, as in ALLOWED_HOSTS=chat.example.com."
        yield checks.Error("ALLOWED_HOSTS=* lets any site borrow this one's name.", hint=hint, id="grata.E002")
    if settings.GRATA_WECHAT_API_URL.startswith("http:"):
        hint = "Use https: AppSecrets and tokens travel there."
        yield checks.Error("GRATA_WECHAT_API_URL is not encrypted.", hint=hint, id="grata.E003")
    yield from _bucket_faults()
    yield from _mail_faults()
    yield from _replica_faults()


def _bucket_faults() -> Iterator[checks.CheckMessage]:
    kept = settings.STORAGES["default"]
    if kept["BACKEND"] != env.BUCKET:
        return
    if kept["OPTIONS"].get("endpoint_url", "").startswith("http:"):
        hint = "Use https, unless only your own private network lies between."
        yield checks.Warning("Files travel to GRATA_STORAGE_URL without encryption.", hint=hint, id="grata.W008")
    bucket: Any = storages["default"]
    try:
        bucket.check()
    except OSError as error:
        hint = "Correct GRATA_STORAGE_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what they may do: see docs/operating.md."
        yield checks.Error(f"The bucket of GRATA_STORAGE_URL can't be used: {error}", hint=hint, id="grata.E007")


def _mail_faults() -> Iterator[checks.CheckMessage]:
    if not settings.GRATA_MAIL:
        hint = "Set EMAIL_URL, as in smtp+tls://user:password@mail.example.com:587. Until then administrators hand links over."
        yield checks.Warning(
            "No mail is configured: invitations and new passwords can't be sent.", hint=hint, id="grata.W004"
        )
    elif not settings.GRATA_PUBLIC_URL:
        hint = "Set GRATA_PUBLIC_URL, as in https://chat.example.com."
        yield checks.Error("Mails hold links to this site, and its address is not known.", hint=hint, id="grata.E005")


def _replica_faults() -> Iterator[checks.CheckMessage]:
    if replica.is_configured() and replica.behind() is None:
        hint = "Name a streaming replica of DATABASE_URL's server that is up. Until then every page asks that server itself."
        yield checks.Warning("GRATA_REPLICA_URL is no replica, or does not answer.", hint=hint, id="grata.W009")
