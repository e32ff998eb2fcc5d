"""One customer's name and tags, brought in step with the remark and the tags that WeChat's own back end shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from channels_app.adapters import DeliveryError
from channels_app.models import WeChatAccount, WeChatProfile
from channels_app.wechat import merging, naming
from channels_app.wechat.adapter import client_for
from channels_app.wechat.api.answers import Answer
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.errors import delivery_error
from channels_app.wechat.merging import Agreed, NamePlan, TagPlan
from channels_app.wechat.tag_book import TagBook
from console.actions.take_profile import Learnt, take_profile
from history import queries
from history.models import Customer
from history.tags import OF_ONE_MOST

NOT_FOLLOWING = 43004
STRANGERS = {"40003", "49003", str(NOT_FOLLOWING)}  # nothing can be done for this customer
NO_ROOM = _("The customer has 20 tags here: not all of WeChat's were taken over.")


@dataclass
class Comparison:
    """What both sides know: names of tags by key, `ids` of those at WeChat. `troubles`: what could not be carried over.

    `refused` are the keys of tags that WeChat would not take off.
    """

    customer: Customer
    ours: dict[str, str]
    remark: str
    theirs: dict[str, str]
    ids: list[int]
    base: Agreed
    troubles: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The name that people gave the customer; "" for none."""
        is_nobodys = naming.is_automatic(self.customer.name, self.customer.external_id)
        return "" if is_nobodys else self.customer.name

    def tried(self, deed: Callable[[], None], about: str) -> bool:
        """Whether WeChat did it. What it refuses for good is noted; other DeliveryErrors are raised."""
        try:
            deed()
        except DeliveryError as error:
            if not error.permanent or error.code in STRANGERS:
                raise
            self.troubles.append(f"{error.message} ({about})")
            return False
        return True


def compare(account: WeChatAccount, profile: WeChatProfile, customer: Customer) -> None:
    """Reads what WeChat knows, changes both sides, and notes what they agree on. Raises DeliveryError."""
    client = client_for(account)
    book, info = TagBook(account, client), client.user_info(customer.external_id)
    if not info.get("subscribe"):
        raise delivery_error(NOT_FOLLOWING)
    known = _known(profile, customer, book, info)
    named, tagged = _plans(known)
    _note_begun(profile, known, named, tagged)
    _push_name(client, known, named)
    _push_tags(book, known, tagged)
    _finish(profile, known, named, tagged)


def _known(profile: WeChatProfile, customer: Customer, book: TagBook, info: Answer) -> Comparison:
    ids = [number for number in info.get("tagid_list") or [] if isinstance(number, int)]
    remark, theirs = str(info.get("remark") or ""), book.names(ids)
    base = merging.agreed(profile, remark=remark, tags=frozenset(theirs))
    ours = {tag.key: tag.name for tag in queries.tags_of(customer)}
    return Comparison(customer=customer, ours=ours, remark=remark, theirs=theirs, ids=ids, base=base)


def _plans(known: Comparison) -> tuple[NamePlan, TagPlan]:
    tagged = merging.tags(frozenset(known.ours), frozenset(known.theirs), known.base)
    return merging.names(known.name, known.remark, known.base), tagged


def _note_begun(profile: WeChatProfile, known: Comparison, named: NamePlan, tagged: TagPlan) -> None:
    """Before anything changes at WeChat: if we die in the middle, what is found there later is known to be ours."""
    begun = {"name": known.name, "remark": named.push, "add": sorted(tagged.push), "remove": sorted(tagged.pull)}
    base = {"name": known.base.name, "remark": known.base.remark[:120], "tags": sorted(known.base.tags)}
    WeChatProfile.objects.filter(pk=profile.pk).update(**base, pushing=begun)


def _push_name(client: WeChatClient, known: Comparison, named: NamePlan) -> None:
    if named.push:
        deed = partial(client.set_remark, known.customer.external_id, named.push)
        if known.tried(deed, named.push):
            known.remark = named.push


def _push_tags(book: TagBook, known: Comparison, tagged: TagPlan) -> None:
    """Those that go first: WeChat has room for twenty."""
    openid = known.customer.external_id
    for key in sorted(tagged.pull):
        if known.tried(partial(book.take, key, openid, known.ids), known.theirs[key]):
            del known.theirs[key]
        else:
            known.refused.add(key)
    for key in sorted(tagged.push):
        if known.tried(partial(book.give, known.ours[key], openid), known.ours[key]):
            known.theirs[key] = known.ours[key]


def _finish(profile: WeChatProfile, known: Comparison, named: NamePlan, tagged: TagPlan) -> None:
    """What we learnt, and what both know now, in one transaction; if something changed here meanwhile, once more."""
    given = _that_fit(known, tagged)
    learnt = Learnt(name=named.take, give=[known.theirs[key] for key in given], take=tagged.take)
    ours = (known.ours.keys() | set(given)) - tagged.take
    both = (ours & known.theirs.keys()) | known.refused
    agreed = {"name": named.take or known.name, "remark": known.remark[:120], "tags": sorted(both)}
    result = {"pushing": {}, "synced_at": timezone.now(), "error": "\n".join(known.troubles)}
    with transaction.atomic():
        fields = {**agreed, **result} if take_profile(known.customer, learnt) else {}
        WeChatProfile.objects.filter(pk=profile.pk).update(**fields, due_at=None, attempts=0)


def _that_fit(known: Comparison, tagged: TagPlan) -> list[str]:
    room = OF_ONE_MOST - len(known.ours.keys() - tagged.take)
    if len(tagged.give) > room:
        known.troubles.append(NO_ROOM)
    return sorted(tagged.give)[: max(0, room)]
