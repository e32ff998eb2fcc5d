"""What WeChat's own back end shows of a customer: the remark beside the name, and tags."""

from collections.abc import Sequence

from channels_app.wechat.api.answers import Answer
from channels_app.wechat.api.core import Core, cleaned
from channels_app.wechat.errors import SYSTEM_BUSY, delivery_error

LONGEST_REMARK = 29  # characters; WeChat wants fewer than 30
BATCH = 50  # customers in one request
TAGGING = "/cgi-bin/tags/members/batchtagging"
UNTAGGING = "/cgi-bin/tags/members/batchuntagging"


class People(Core):
    """Followers. An OpenID of another account is a permanent DeliveryError."""

    def user_info(self, openid: str) -> Answer:
        """What WeChat still tells about a follower: `subscribe`, `unionid`, `remark`, `tagid_list` …; no name."""
        return self.call("GET", "/cgi-bin/user/info", params={"openid": openid})

    def set_remark(self, openid: str, remark: str) -> None:
        """The name that colleagues see in WeChat's back end, cut to LONGEST_REMARK; "" removes it."""
        body = {"openid": openid, "remark": cleaned(remark)[:LONGEST_REMARK]}
        self.call("POST", "/cgi-bin/user/info/updateremark", json=body)

    def tags(self) -> dict[str, int]:
        """The ids of the account's tags by name."""
        found = self.call("GET", "/cgi-bin/tags/get").get("tags")
        return dict(tag for entry in found if (tag := _tag(entry))) if isinstance(found, list) else {}

    def tag_create(self, name: str) -> int:
        """The id of a new tag. At most 100 to an account, 30 bytes to a name; a name twice is refused."""
        tag = _tag(self.call("POST", "/cgi-bin/tags/create", json={"tag": {"name": cleaned(name)}}).get("tag"))
        if tag is None:
            raise delivery_error(SYSTEM_BUSY)
        return tag[1]

    def tag_add(self, tag_id: int, openids: Sequence[str]) -> None:
        """Puts the tag on these customers, in several requests if they are many; each has at most 20 tags."""
        self._in_batches(TAGGING, tag_id, openids)

    def tag_remove(self, tag_id: int, openids: Sequence[str]) -> None:
        """Takes the tag off these customers."""
        self._in_batches(UNTAGGING, tag_id, openids)

    def tags_of(self, openid: str) -> list[int]:
        """The ids of the customer's tags."""
        found = self.call("POST", "/cgi-bin/tags/getidlist", json={"openid": openid}).get("tagid_list")
        return [tag for tag in found if isinstance(tag, int)] if isinstance(found, list) else []

    def _in_batches(self, path: str, tag_id: int, openids: Sequence[str]) -> None:
        for start in range(0, len(openids), BATCH):
            self.call("POST", path, json={"openid_list": list(openids[start : start + BATCH]), "tagid": tag_id})


def _tag(entry: object) -> tuple[str, int] | None:
    name, number = (entry.get("name"), entry.get("id")) if isinstance(entry, dict) else (None, None)
    return (name, number) if isinstance(name, str) and isinstance(number, int) else None
