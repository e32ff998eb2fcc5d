import pytest

from channels_app.models import WeChatAccount
from console.actions.receive import Inbound, receive
from history.models import Message
from history.services import Received


def _arrive(account: WeChatAccount, number: int) -> Message:
    order = f"{1_763_900_000:011d}-{number:020d}"
    received = Received(external_id=f"m:{number}", text=str(number), provider_order=order)
    return receive(Inbound(channel=account, customer_id="o-xiaoyu", name="陈晓雨", received=received)).message


def _shown() -> list[str]:
    return list(Message.objects.order_by("position").values_list("text", flat=True))


@pytest.mark.parametrize("arrival", [range(10), range(9, -1, -1), [3, 9, 0, 5, 1, 8, 2, 7, 4, 6]])
def test_messages_stand_in_the_order_of_the_platform_however_they_arrive(
    wechat: WeChatAccount, arrival: list[int]
) -> None:
    for number in arrival:
        _arrive(wechat, number)
    assert _shown() == [str(number) for number in range(10)]
