"""Which address somebody comes from."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address


def client_address(*, peer: str, forwarded: str) -> str | None:
    """The address of who asks. `forwarded` is the X-Forwarded-For header: anybody can write one.

    Behind the proxy that ends TLS it is what that proxy, the last one, put down; else the connection's other end, `peer`.
    """
    passed_on = forwarded.split(",")[-1].strip() if settings.GRATA_HTTPS else ""
    return _address(passed_on) or _address(peer)


def _address(value: str) -> str | None:
    try:
        validate_ipv46_address(value)
    except ValidationError:
        return None
    return value
