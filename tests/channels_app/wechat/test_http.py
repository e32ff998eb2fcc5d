"""The limit on a whole exchange."""

import httpx
import pytest

from channels_app.wechat.http import http_client, time_limit
from tests.wechat_simulator.server import Simulator


def test_a_limit_inside_another_can_not_outlast_it(simulator: Simulator) -> None:
    simulator.control("faults", endpoint="/cgi-bin/user/info", fault="timeout_before", times=2)
    with http_client() as http, time_limit(0.3), time_limit(60), pytest.raises(httpx.ReadTimeout):
        http.get(f"{simulator.url}/cgi-bin/user/info", timeout=60)


def test_when_no_time_is_left_nothing_is_begun(simulator: Simulator) -> None:
    with time_limit(0.000_001), pytest.raises(httpx.ConnectTimeout), time_limit(60):
        pytest.fail("begun")
