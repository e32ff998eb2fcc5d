"""Deliveries that are WeChat's and that we do not understand: kept as they came, for a person."""

import hashlib

from django.db.models import BinaryField, F, Func, IntegerField, Q, Value

from channels_app.models import KeptDelivery, WeChatAccount
from history.models import Customer

REASON_MOST = 200


def keep(account: WeChatAccount, body: bytes, reason: str, *, identity: str = "", sender: str = "") -> None:
    """Keeps it, once however often it comes; `identity` tells that, where the body does not."""
    digest = hashlib.sha256(identity.encode() or body).hexdigest()
    fresh = {"body": body, "reason": reason[:REASON_MOST], "sender": sender}
    KeptDelivery.objects.get_or_create(channel=account, digest=digest, defaults=fresh)


def forget(customer: Customer) -> None:
    """Deletes what is known to be a customer's, or names them."""
    openid = Value(customer.external_id.encode(), output_field=BinaryField())
    names_them = Func(
        openid, F("body"), template="position(%(expressions)s)", arg_joiner=" in ", output_field=IntegerField()
    )
    kept = KeptDelivery.objects.filter(channel_id=customer.channel_id).annotate(at=names_them)
    kept.filter(Q(sender=customer.external_id) | Q(at__gt=0)).delete()
