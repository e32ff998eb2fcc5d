"""Where a visitor is, as a GeoIP database on our own disk tells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database
from django.template.loader import render_to_string
from django.utils import translation
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from channels_app.webchat.whereabouts import locate
from grata_site.checks import geoip_database_is_one
from history.models import Customer
from tests.channels_app.webchat.tabs import Tab

OFFICE = "203.0.113.9"
BERLIN = {
    "city": {"names": {"en": "Berlin", "zh-CN": "柏林"}},
    "country": {"iso_code": "DE", "names": {"en": "Germany", "zh-CN": "德国"}},
    "location": {"latitude": 52.5196, "longitude": 13.4069, "accuracy_radius": 20},
}
HERE = {
    "names": {"en": "Berlin, Germany", "zh-hans": "柏林, 德国", "zh-hant": "柏林, 德国"},
    "latitude": 52.5196,
    "longitude": 13.4069,
    "precision": 20_000.0,
}
Tabs = Callable[..., Tab]


def written(path: Path, ranges: dict[str, Any]) -> str:
    book = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="GeoLite2-City", float_type="f64")
    for network, entry in ranges.items():
        book.insert_network(IPSet([network]), entry)
    book.to_db_file(str(path))
    return str(path)


@pytest.fixture
def geoip(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "cities.mmdb"
    only = {"country": {"names": {"en": "Portugal"}}}
    written(path, {"203.0.113.0/24": BERLIN, "2001:db8::/32": only, "198.51.100.0/24": {"traits": {}}})
    settings.GRATA_GEOIP_PATH = str(path)
    return path


def test_a_city_has_its_names_and_its_place(geoip: Path) -> None:
    assert locate(OFFICE) == HERE


def test_where_only_the_country_is_known_that_is_what_is_said(geoip: Path) -> None:
    portugal = {"en": "Portugal", "zh-hans": "Portugal", "zh-hant": "Portugal"}
    assert locate("2001:db8::7") == {"names": portugal}


def test_unknown_addresses_and_what_is_none_are_nowhere(geoip: Path, settings: Any) -> None:
    for address in ("127.0.0.1", "198.51.100.4", "", None):
        assert locate(address) is None
    settings.GRATA_GEOIP_PATH = ""
    assert locate(OFFICE) is None


def test_a_renewed_file_is_used_without_a_restart_and_a_lost_one_stops_nobody(geoip: Path) -> None:
    assert locate("192.0.2.1") is None
    fresh = geoip.with_name("fresh.mmdb")
    written(fresh, {"192.0.2.0/24": BERLIN})
    fresh.replace(geoip)
    assert locate("192.0.2.1") == HERE
    geoip.unlink()
    assert locate("192.0.2.1") is None


def test_a_file_that_is_no_database_is_found_at_the_start(geoip: Path) -> None:
    assert geoip_database_is_one() == []
    geoip.write_text("no database")
    assert [error.id for error in geoip_database_is_one()] == ["grata.E006"]


async def test_a_visitor_who_writes_is_located_by_what_our_own_proxy_put_down(
    tab: Tabs, geoip: Path, settings: Any
) -> None:
    settings.GRATA_HTTPS = True
    daniel = tab(forwarded=f"192.0.2.1, {OFFICE}")
    await daniel.open()
    await daniel.say("Is late check-out possible?")
    customer = await in_database(Customer.objects.get)()
    assert customer.place == HERE
    assert customer.placed_at is not None


async def test_without_a_proxy_of_ours_nobody_is_believed_about_where_they_are(tab: Tabs, geoip: Path) -> None:
    daniel = tab(forwarded=OFFICE)
    await daniel.open()
    await daniel.say("Is late check-out possible?")
    assert (await in_database(Customer.objects.get)()).place is None


def test_agents_read_the_place_in_their_language_with_a_map_of_the_city(geoip: Path) -> None:
    page = "console/_place.html"
    with translation.override("zh-hans"):
        shown = render_to_string(page, {"customer": Customer(place=locate(OFFICE))})
    assert "柏林, 德国" in shown
    assert "#map=10/52.519600/13.406900" in shown
    assert "Portugal" in render_to_string(page, {"customer": Customer(place=locate("2001:db8::7"))})
