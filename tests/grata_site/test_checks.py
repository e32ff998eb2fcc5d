"""Settings that are well-formed but wrong."""

from typing import Any

import pytest

from grata_site.checks import pushes_have_servers_of_their_own


@pytest.mark.parametrize(
    ("urls", "told"),
    [
        ([], []),
        (["redis://a:6379/0", "redis://b:6379/0", "redis://a:6380/0", "unix:///run/a.sock"], []),
        (["redis://a/0", "redis://:secret@A:6379/1"], ["grata.E008"]),
        (["unix:///run/a.sock?db=0", "unix:///run/a.sock?db=1"], ["grata.E008"]),
    ],
)
def test_a_redis_that_is_to_carry_pushes_twice_is_found(settings: Any, urls: list[str], told: list[str]) -> None:
    settings.GRATA_PUSH_REDIS_URLS = urls
    found = pushes_have_servers_of_their_own()
    assert [fault.id for fault in found] == told
    assert "secret" not in str(found)
