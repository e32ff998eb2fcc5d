"""Customer-service accounts (客服账号): the name and the picture under which an agent's replies appear."""

from dataclasses import dataclass

from channels_app.wechat.api.answers import texts_in
from channels_app.wechat.api.core import Call, Core, cleaned
from channels_app.wechat.api.uploads import UPLOAD_SECONDS, as_media

FOLDER = "/customservice/kfaccount"  # without /cgi-bin, unlike the list


@dataclass(frozen=True)
class KfAccount:
    """One of the account's agents as WeChat knows them.

    kf_account: "prefix@wechatid", "" for who was added in WeChat's own console. invite_status: "waiting",
    "rejected", "expired" or "".
    """

    kf_account: str
    nickname: str
    kf_id: str
    avatar_url: str
    wechat_id: str
    invite_status: str


class Staff(Core):
    """Only for verified accounts that have a WeChat ID; what is wrong with a form is a permanent DeliveryError."""

    def kf_add(self, kf_account: str, nickname: str) -> None:
        """Adds one: at most 100, the prefix of 10 letters, digits and underscores, the nickname of 16 characters."""
        self.call("POST", f"{FOLDER}/add", json={"kf_account": kf_account, "nickname": cleaned(nickname)})

    def kf_update(self, kf_account: str, nickname: str) -> None:
        """Gives it another nickname."""
        self.call("POST", f"{FOLDER}/update", json={"kf_account": kf_account, "nickname": cleaned(nickname)})

    def kf_delete(self, kf_account: str) -> None:
        """Removes it."""
        self.call("POST", f"{FOLDER}/del", json={"kf_account": kf_account})

    def kf_list(self) -> list[KfAccount]:
        """All of them."""
        found = self.call("GET", "/cgi-bin/customservice/getkflist").get("kf_list")
        return [_described(entry) for entry in found] if isinstance(found, list) else []

    def kf_set_avatar(self, kf_account: str, jpeg: bytes) -> None:
        """Gives it a picture: JPEG, 640x640 is advised, 5 MB at most."""
        files, params = as_media(jpeg, "avatar.jpg"), {"kf_account": kf_account}
        self._ask(Call("POST", f"{FOLDER}/uploadheadimg", params=params, files=files, seconds=UPLOAD_SECONDS))


def _described(entry: object) -> KfAccount:
    return KfAccount(*texts_in(entry, "kf_account", "kf_nick", "kf_id", "kf_headimgurl", "kf_wx", "invite_status"))
