"""What the tests of customer-service accounts have in common."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from channels_app.models import KfAccount, WeChatAccount
from channels_app.wechat import tasks
from channels_app.wechat.adapter import client_for
from channels_app.wechat.api.staff import KfAccount as Worker
from console.models import Identity, IdentityText
from tests.wechat_simulator.server import Simulator

FOLDER = "/customservice/kfaccount"
ADD, UPDATE, DELETE, AVATAR = (f"{FOLDER}/{what}" for what in ("add", "update", "del", "uploadheadimg"))


def sweep(*, after: timedelta = timedelta(0)) -> None:
    """What beat does every few seconds; with `after`, when so much time has passed."""
    waiting = KfAccount.objects.filter(due_at__isnull=False)
    for row in waiting:
        KfAccount.objects.filter(pk=row.pk).update(due_at=(row.due_at or timezone.now()) - after)
    tasks.sync_kf_accounts_due()


def workers(account: WeChatAccount) -> list[Worker]:
    return client_for(account).kf_list()


def nicknames(account: WeChatAccount) -> list[str]:
    return [worker.nickname for worker in workers(account)]


def rename(identity: Identity, name: str, language: str = "zh-hans") -> None:
    IdentityText.objects.filter(identity=identity, language=language).update(name=name)


def picture_of(simulator: Simulator, worker: Worker) -> bytes:
    return simulator.bytes(worker.avatar_url.removeprefix(simulator.url))


def kept(name: str | None) -> bytes:
    with default_storage.open(str(name)) as file:
        return bytes(file.read())


def requests(simulator: Simulator) -> list[int]:
    return [simulator.count(path) for path in (ADD, UPDATE, DELETE, AVATAR)]
