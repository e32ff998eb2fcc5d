from collections.abc import Sequence
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from cards import queries, rendering, services
from cards.rendering import Snapshot
from console.actions.reply import known_reply, record
from console.models import Agent
from console.refusals import Unfit
from history.models import Conversation, Message
from history.services import Said

MOST = 10
TEASER_MOST = 120


def reply_cards(conversation: Conversation, *, agent: Agent, card_ids: Sequence[int], client_id: UUID) -> Message:
    """Records a card, in the customer's language and as it is now, to be delivered. Several of them become one page of
    ours, to which the one message leads. The same client_id again gives the message that is already there.

    Raises as `reply` does, and Unfit for no cards, for more than ten, and for those that are not on offer.
    """
    known = known_reply(conversation, agent=agent, client_id=client_id)
    if known is not None:
        return known
    language = conversation.customer.language
    snapshots = _snapshots(card_ids, language)
    kept = snapshots[0] if len(snapshots) == 1 else _page(snapshots, language)
    said = Said(kind=Message.Kind.CARD, text=kept["title"], payload=dict(kept))
    return record(conversation, said, agent=agent, client_id=client_id)


def _snapshots(card_ids: Sequence[int], language: str) -> list[Snapshot]:
    if not 1 <= len(card_ids) <= MOST:
        raise Unfit(_("Choose one to %(most)d cards.") % {"most": MOST})
    offered = queries.offered(card_ids)
    if not offered.keys() >= set(card_ids):
        raise Unfit(_("One of these cards is not on offer any more. Remove it and try again."))
    return [rendering.snapshot(rendering.in_language(offered[pk], language)) for pk in card_ids]


def _page(snapshots: list[Snapshot], language: str) -> Snapshot:
    url = services.collection_url(services.collect(snapshots, language))
    if not url:
        raise Unfit(_("Cards can't be sent as one page: this server does not know its public address."))
    first, *others = snapshots
    with translation.override(rendering.nearest(language)):
        title = _("%(title)s and %(count)d more") % {"title": first["title"], "count": len(others)}
    teaser = " · ".join(other["title"] for other in others)[:TEASER_MOST]
    picture = next((kept["picture"] for kept in snapshots if kept["picture"]), "")
    return {**first, "card": 0, "title": title, "teaser": teaser, "url": url, "picture": picture}
