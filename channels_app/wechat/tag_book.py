"""The tags of an account at WeChat: read once, and again when something is met that is not among them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from channels_app.adapters import DeliveryError
from channels_app.models import WeChatAccount, WeChatTag
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.errors import delivery_error
from history.tags import key_of

RESERVED = {0, 1, 2}  # WeChat's own: they can't be given or taken
LONGEST_NAME = 30  # bytes
FRESH_FOR = timedelta(minutes=10)  # after which somebody may have renamed one there
NOT_THERE, NAME_TAKEN, RESERVED_TAG, TOO_LONG = "45159", "45157", 45058, 45158


class TagBook:
    """By key, as `history.tags.key_of` makes it: two of one key at WeChat are one tag here."""

    def __init__(self, account: WeChatAccount, client: WeChatClient) -> None:
        self._account, self._client = account, client
        self._names: dict[int, str] = dict(account.tags.values_list("tag_id", "name"))

    def names(self, ids: Iterable[int]) -> dict[str, str]:
        """The names of these tags, by key."""
        wanted = set(ids) - RESERVED
        if not wanted <= self._names.keys() or (wanted and self._is_old()):
            self._read()
        found = (self._names[number] for number in sorted(wanted & self._names.keys()))
        return {key: name for name in found if (key := key_of(name))}

    def give(self, name: str, openid: str) -> None:
        """The customer has the tag at WeChat, which is made there if need be. Raises DeliveryError."""
        try:
            self._client.tag_add(self._id_for(name), [openid])
        except DeliveryError as error:
            if error.code != NOT_THERE:
                raise
            self._read()  # somebody deleted it there
            self._client.tag_add(self._id_for(name), [openid])

    def take(self, key: str, openid: str, having: Iterable[int]) -> None:
        """The customer, who has the tags `having`, has none of that key any more. Raises DeliveryError."""
        for number in having:
            if key_of(self._names.get(number, "")) == key and number not in RESERVED:
                self._take(number, openid)

    def _take(self, number: int, openid: str) -> None:
        try:
            self._client.tag_remove(number, [openid])
        except DeliveryError as error:
            if error.code != NOT_THERE:
                raise

    def _id_for(self, name: str) -> int:
        if len(name.encode()) > LONGEST_NAME:
            raise delivery_error(TOO_LONG)
        if self._is_old():
            self._read()
        known = self._known(name)
        if known in RESERVED:
            raise delivery_error(RESERVED_TAG)
        return self._made(name) if known is None else known

    def _known(self, name: str) -> int | None:
        alike = [number for number, other in self._names.items() if key_of(other) == key_of(name)]
        return min(alike, key=lambda number: (self._names[number] != name, number), default=None)

    def _made(self, name: str) -> int:
        try:
            number = self._client.tag_create(name)
        except DeliveryError as error:
            if error.code != NAME_TAKEN:
                raise
            self._read()
            if (known := self._known(name)) is None or known in RESERVED:
                raise
            return known
        self._names[number] = name
        WeChatTag.objects.update_or_create(account=self._account, tag_id=number, defaults={"name": name})
        return number

    def _is_old(self) -> bool:
        read_at = self._account.tags_read_at
        return read_at is None or read_at < timezone.now() - FRESH_FOR

    def _read(self) -> None:
        self._names = {number: name[:120] for name, number in self._client.tags().items()}
        read = [WeChatTag(account=self._account, tag_id=number, name=name) for number, name in self._names.items()]
        self._account.tags_read_at = timezone.now()
        with transaction.atomic():
            WeChatAccount.objects.filter(pk=self._account.pk).update(tags_read_at=self._account.tags_read_at)
            self._account.tags.exclude(tag_id__in=self._names).delete()
            WeChatTag.objects.bulk_create(
                read, update_conflicts=True, unique_fields=["account", "tag_id"], update_fields=["name"]
            )
