from typing import Any
from urllib.parse import urlsplit


def same_origin(scope: dict[str, Any]) -> bool:
    """Whether a browser's handshake comes from a page of our own host. Without an Origin it is no browser: refused too."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1")
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # half an IPv6 address
        return False
