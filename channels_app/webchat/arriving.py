from channels_app.inbound import Inbound, Received
from channels_app.webchat.visitors import Visitor
from channels_app.webchat.whereabouts import locate


def inbound(visitor: Visitor, received: Received, address: str | None) -> Inbound:
    """What a visitor's browser brought, for the door that all channels share. address: the browser's, in the network."""
    return Inbound(
        channel=visitor.site,
        customer_id=visitor.external_id,
        received=received,
        name=visitor.name,
        channel_name=visitor.given_name,
        email=visitor.email,
        language=visitor.language,
        placeholders=visitor.placeholders,
        place=locate(address),
    )
