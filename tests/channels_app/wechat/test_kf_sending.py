"""Replies leave in the agent's name where WeChat takes it, and leave all the same where it does not."""

from uuid import uuid4

import pytest

from channels_app import outbound
from channels_app.adapters import DeliveryError
from channels_app.models import KfAccount, WeChatAccount
from channels_app.wechat import kf_plan, kf_rows, kf_sync
from channels_app.wechat.adapter import client_for
from console import frames
from console.actions.claim import claim
from console.actions.reply import record, reply
from console.models import Agent
from history import attachments
from history.attachments import Stored
from history.models import Conversation, Message
from history.services import Said
from tests.channels_app.wechat.files import jpeg
from tests.conftest import greeting, writes
from tests.faces import given_to
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND, ADD, UPLOAD = "/cgi-bin/message/custom/send", "/customservice/kfaccount/add", "/cgi-bin/media/upload"
OWN_NAME = "this was sent in the account's own"


@pytest.fixture
def chat(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> Conversation:
    """陈晓雨 has written, and Lin, whom she sees as 林薇, has the chat."""
    platform.say(CHEN, "你好")
    given_to(lin, zh_hans="林薇", avatar="green")
    sync()
    chat = writes(wechat, CHEN, "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    return chat


def sync() -> None:
    kf_plan.compare()
    for pk in kf_rows.due():
        kf_sync.sync(pk)


def says(chat: Conversation, agent: Agent, text: str) -> Message:
    message = reply(chat, agent=agent, text=text, client_id=uuid4())
    outbound.deliver(chat.pk)
    message.refresh_from_db()
    return message


def arrived(platform: Simulator) -> list[tuple[str, str]]:
    return [(line["text"], line["sender_name"]) for line in platform.phone(CHEN) if line["direction"] == "in"]


def test_the_customer_sees_who_answers(chat: Conversation, lin: Agent, platform: Simulator) -> None:
    message = says(chat, lin, "好的")
    assert (message.state, message.error) == ("sent", "")
    assert arrived(platform) == [("好的", "林薇")]


def test_pictures_come_in_the_agents_name_too(chat: Conversation, lin: Agent, platform: Simulator) -> None:
    said = Said(kind="image", file=Stored(shown=attachments.keep(jpeg(), extension="jpg"), shown_type="image/jpeg"))
    record(chat, said, agent=lin, client_id=uuid4())
    outbound.deliver(chat.pk)
    assert [sender for _text, sender in arrived(platform)] == ["林薇"]


@pytest.mark.parametrize("why", ["no identity", "not there yet", "no WeChat ID"])
def test_without_a_face_at_wechat_replies_leave_in_the_accounts_name(
    chat: Conversation, lin: Agent, platform: Simulator, why: str
) -> None:
    if why == "no identity":
        Agent.objects.update(identity=None)
    elif why == "not there yet":
        KfAccount.objects.update(nickname="", state="due")
    else:
        WeChatAccount.objects.update(wechat_id="")
        sync()
    message = says(chat, lin, "好的")
    assert (message.state, message.error) == ("sent", "")
    assert (arrived(platform), platform.count(SEND)) == ([("好的", "")], 1)


def test_what_answers_by_itself_has_no_face(chat: Conversation, wechat: WeChatAccount, platform: Simulator) -> None:
    greeting("offline", zh_hans="欢迎")
    wang = "oGr4TaB7mPq3Rk9Yd5HxE2wZWang"
    platform.say(wang, "你好")
    outbound.deliver(writes(wechat, wang, "你好").conversation_id)
    assert [line["sender"] for line in platform.phone(wang) if line["direction"] == "in"] == [""]


def test_the_old_name_stands_while_a_new_one_is_refused(chat: Conversation, lin: Agent, platform: Simulator) -> None:
    KfAccount.objects.update(wanted_nickname="林小薇", state="failed", error_code="65403")
    says(chat, lin, "好的")
    assert arrived(platform) == [("好的", "林薇")]


@pytest.mark.parametrize(("code", "state"), [(65400, "failed"), (65401, "due"), (65402, "failed"), (61452, "due")])
def test_a_name_that_is_refused_costs_one_more_request_and_no_reply(
    chat: Conversation, lin: Agent, platform: Simulator, code: int, state: str
) -> None:
    platform.control("faults", endpoint=SEND, errcode=code)
    message = says(chat, lin, "好的")
    assert message.state == "sent"
    assert OWN_NAME in message.error
    assert (arrived(platform), platform.count(SEND)) == ([("好的", "")], 2)
    row = KfAccount.objects.get()
    assert (row.state, row.error_code, row.nickname) == (state, str(code), "")
    assert row.error


@pytest.mark.parametrize("code", [65400, 65402])
def test_a_refused_name_is_not_tried_again_until_wechat_has_accepted_it_anew(
    chat: Conversation, lin: Agent, platform: Simulator, code: int
) -> None:
    platform.control("faults", endpoint=SEND, errcode=code)
    says(chat, lin, "一")
    sync()
    assert says(chat, lin, "二").error == ""
    assert platform.count(SEND) == 3
    kf_rows.again(KfAccount.objects.all())
    sync()
    says(chat, lin, "三")
    assert arrived(platform) == [("一", ""), ("二", ""), ("三", "林薇")]


def test_without_the_feature_nobodys_name_of_that_account_is_tried(
    chat: Conversation, lin: Agent, marco: Agent, wechat_plain: WeChatAccount, platform: Simulator
) -> None:
    given_to(marco, zh_hans="马可")
    sync()
    platform.control("account", kf_enabled=False)
    says(chat, lin, "好的")
    assert set(KfAccount.objects.filter(account=chat.customer.channel_id).values_list("state", "error_code")) == {
        ("failed", "65400")
    }
    assert set(KfAccount.objects.filter(account=wechat_plain).values_list("state", flat=True)) == {"ready"}


def test_one_that_wechat_does_not_know_any_more_is_added_again_by_itself(
    chat: Conversation, lin: Agent, platform: Simulator
) -> None:
    account = WeChatAccount.objects.get()
    client_for(account).kf_delete(KfAccount.objects.get().kf_account)
    says(chat, lin, "一")
    sync()
    says(chat, lin, "二")
    assert arrived(platform) == [("一", ""), ("二", "林薇")]
    assert client_for(account).kf_list()[0].avatar_url
    assert KfAccount.objects.get().error == ""


def test_a_picture_whose_name_is_refused_is_not_uploaded_twice(
    chat: Conversation, lin: Agent, platform: Simulator
) -> None:
    platform.control("faults", endpoint=SEND, errcode=65401)
    said = Said(kind="image", file=Stored(shown=attachments.keep(jpeg(), extension="jpg"), shown_type="image/jpeg"))
    message = record(chat, said, agent=lin, client_id=uuid4())
    outbound.deliver(chat.pk)
    message.refresh_from_db()
    assert OWN_NAME in message.error
    assert (platform.count(UPLOAD), platform.count(SEND), len(arrived(platform))) == (1, 2, 1)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
def test_an_answer_that_is_lost_is_never_asked_for_again_without_the_name(
    chat: Conversation, lin: Agent, platform: Simulator, fault: str
) -> None:
    platform.control("faults", endpoint=SEND, fault=fault)
    assert says(chat, lin, "好的").state == "unconfirmed"
    assert platform.count(SEND) == 1
    assert KfAccount.objects.get().state == "ready"


def test_what_refuses_the_reply_itself_refuses_it_in_any_name(
    chat: Conversation, lin: Agent, platform: Simulator
) -> None:
    platform.control("faults", endpoint=SEND, errcode=65401)
    platform.control("faults", endpoint=SEND, errcode=45015)
    message = says(chat, lin, "好的")
    assert (message.state, message.error_code, platform.count(SEND)) == ("failed", "45015", 2)


def test_a_worker_that_is_at_it_decides_itself_how_the_row_stands(chat: Conversation) -> None:
    KfAccount.objects.update(state="working")
    kf_rows.note_refusal(KfAccount.objects.get(), DeliveryError("No.", code="65401"))
    assert (KfAccount.objects.get().state, KfAccount.objects.get().nickname) == ("working", "林薇")


def test_the_agent_is_told_in_their_own_language_and_the_reply_counts_as_sent(
    chat: Conversation, lin: Agent, platform: Simulator
) -> None:
    platform.control("faults", endpoint=SEND, errcode=65402)
    shown = frames.message(says(chat, lin, "好的"), "en")["html"]
    assert "WeChat did not take the agent&#x27;s name" in shown
    assert 'data-state="sent"' in shown
    assert "data-retry" not in shown
