"""How much may come from one visitor, and from one address, behind which a whole office may sit."""

import ipaddress
from dataclasses import dataclass

from django.utils.translation import gettext as _

from channels_app import pace
from channels_app.pace import Limit
from channels_app.webchat.drafts import Refused
from channels_app.webchat.visitors import Visitor

NETWORK = 64  # bits of an IPv6 address: whoever has one has all that begin so


@dataclass(frozen=True)
class Rule:
    """In a minute so many of a visitor, in all their tabs, and so many of an address; 0: as many as come."""

    name: str
    of_visitor: int
    of_address: int = 0


MESSAGES = Rule("messages", 30, 600)
UPLOADS = Rule("uploads", 12, 120)
READS = Rule("reads", 120)
TYPING = Rule("typing", 90)  # the page tells it once a second


def wait(rule: Rule, visitor: Visitor, address: str | None = None) -> int:
    """0 if one more may come, which is then counted; else the seconds until it may. address: the browser's, in the network."""
    name = f"webchat.{rule.name}"
    counted = [(Limit(name, rule.of_visitor), f"{visitor.site.pk} {visitor.external_id}")]
    if address and rule.of_address:
        counted.append((Limit(f"{name}.address", rule.of_address), _network(address)))
    return pace.wait(*counted)


def check(rule: Rule, visitor: Visitor, address: str | None = None) -> None:
    """As `wait`; raises Refused when it has to be waited."""
    seconds = wait(rule, visitor, address)
    if seconds:
        words = _("That was a lot at once. Your message is sent in a moment.")
        raise Refused(words, retry_after=seconds, status=429)


def _network(address: str) -> str:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip), NETWORK), strict=False))
