"""Where an address is, by a GeoIP database on our own disk. No address leaves the house for it, and none is kept."""

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import maxminddb
from django.conf import settings

log = logging.getLogger(__name__)

# Our languages and the database's own: https://dev.maxmind.com/geoip/docs/databases/city-and-country
NAMES = {"en": "en", "zh-hans": "zh-CN", "zh-hant": "zh-CN"}
KM = 1000.0


def locate(address: str | None) -> dict[str, Any] | None:
    """The place that belongs to the address, as in `history.models.Customer`; None if nobody knows."""
    if not settings.GRATA_GEOIP_PATH or not address:
        return None
    try:
        found = _reader().get(address)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError):  # IPv6 in a database of IPv4 is a ValueError
        log.warning("The GeoIP database could not be asked", exc_info=True)
        return None
    return _place(found) if isinstance(found, dict) else None


def _reader() -> maxminddb.Reader:
    path = Path(settings.GRATA_GEOIP_PATH)
    return _opened(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _opened(path: Path, changed: int) -> maxminddb.Reader:
    """Once for each version of the file: it is renewed while we run."""
    return maxminddb.open_database(path)


def _place(found: dict[str, Any]) -> dict[str, Any] | None:
    names = {code: _name(found, theirs) for code, theirs in NAMES.items()}
    where = found.get("location") or {}
    place: dict[str, Any] = {"names": {code: name for code, name in names.items() if name}}
    if "latitude" in where and "longitude" in where:
        place |= {"latitude": where["latitude"], "longitude": where["longitude"]}
        place["precision"] = where.get("accuracy_radius", 0) * KM
    return place if place["names"] or "latitude" in place else None


def _name(found: dict[str, Any], language: str) -> str:
    """As "Berlin, Germany"; only the country where the city is not known."""
    parts = (_part(found, kind, language) for kind in ("city", "country"))
    return ", ".join(part for part in parts if part)


def _part(found: dict[str, Any], kind: str, language: str) -> str:
    names = (found.get(kind) or {}).get("names") or {}
    return str(names.get(language) or names.get("en") or "")
