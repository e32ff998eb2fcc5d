"""Who deploys without mail hears it."""

from typing import Any

import pytest
from django.core import checks

SERVER = {"EMAIL_HOST": "mail.example.com"}


@pytest.mark.parametrize(
    ("mail", "site", "told"),
    [
        ({}, "https://chat.example.com", {"grata.W004"}),
        (SERVER, "", {"grata.E005"}),
        (SERVER, "https://chat.example.com", set()),
    ],
)
def test_mail_that_can_not_leave_is_told(settings: Any, mail: dict[str, str], site: str, told: set[str]) -> None:
    settings.GRATA_MAIL, settings.GRATA_PUBLIC_URL = mail, site
    found = {fault.id for fault in checks.run_checks(include_deployment_checks=True)}
    assert found & {"grata.W004", "grata.E005"} == told
