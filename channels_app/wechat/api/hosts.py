"""Where a link from WeChat may lead us: to WeChat's own hosts and to the API that was configured, nowhere else."""

import httpx

FAMILY = ".qq.com"  # and so .weixin.qq.com
PORTS = {"http": 80, "https": 443}


def visitable(link: object, base_url: str) -> httpx.URL | None:
    """The link as a URL if we may go there, else None."""
    try:
        url = httpx.URL(link) if isinstance(link, str) else None
    except httpx.InvalidURL:
        return None
    if url is None or url.scheme not in PORTS or url.userinfo:
        return None
    return url if door(url) == door(httpx.URL(base_url)) or _in_the_family(url) else None


def door(url: httpx.URL) -> tuple[str, int]:
    """The host and the port that the URL leads to."""
    return url.host, url.port or PORTS.get(url.scheme, 0)


def _in_the_family(url: httpx.URL) -> bool:
    return url.host.endswith(FAMILY) and url.port in (None, PORTS[url.scheme])
