"""From a customer's first word to the last answer, on both channels, as everybody concerned sees it."""

from tests.flows.desk import Desk, chat_frame, message_frame
from tests.flows.screen import Screen
from tests.stack import Stack


async def test_a_wechat_customer_waits_before_all_agents_is_claimed_answered_closed_and_comes_back(desk: Desk) -> None:
    lin, marco, chen = await desk.screen("lin"), await desk.screen("marco"), desk.customer()
    desk.simulator.say(chen, "请问可以延迟退房吗？")
    for screen in (lin, marco):
        await screen.hears(chat_frame("waiting", "请问可以延迟退房吗？"))
    chat = await desk.take(lin, "请问可以延迟退房吗？")
    assert (await marco.hears(chat_frame("active", chat=chat)))["names"] == ["Lin Wei"]

    await lin.reply(chat, "可以的，最晚到下午两点。")
    desk.simulator.wait_for(chen, direction="in", text="可以的，最晚到下午两点。")
    await lin.hears(message_frame("可以的，最晚到下午两点。", "sent"))
    desk.simulator.say(chen, "谢谢！")
    await lin.hears(message_frame("谢谢！"))
    assert (await lin.close(chat)).status_code == 200
    await marco.hears(chat_frame("closed", chat=chat))

    desk.simulator.say(chen, "还有一个问题")
    again = await _passed_on(lin, "还有一个问题")
    assert (await marco.claim(again)).status_code == 200
    assert again != chat
    history = (await marco.http.get(f"/console/chats/{again}/messages/")).text
    said = ["请问可以延迟退房吗？", "可以的，最晚到下午两点。", "谢谢！", "还有一个问题"]
    places = [history.index(text) for text in said]
    assert places == sorted(places)
    assert marco.heard_nothing_of("谢谢！")


async def test_a_web_visitor_is_answered_and_has_everything_once_after_a_lost_line(desk: Desk) -> None:
    lin, marco, daniel = await desk.screen("lin"), await desk.screen("marco"), await desk.visitor()
    await daniel.say("Is late check-out possible?")
    await marco.hears(chat_frame("waiting", "Is late check-out possible?"))
    chat = await desk.take(lin, "Is late check-out possible?")
    await lin.reply(chat, "Until two o'clock.")
    await daniel.reads("Until two o'clock.")
    await lin.hears(message_frame("Until two o&#x27;clock.", "sent"))

    await daniel.go()
    await lin.reply(chat, "Shall I note it?")
    await lin.hears(message_frame("Shall I note it?", "sent"))
    await daniel.come()
    await daniel.say("Yes, please.")
    said = ["Is late check-out possible?", "Until two o'clock.", "Shall I note it?", "Yes, please."]
    assert daniel.texts == said
    assert (await desk.visitor(daniel.secret)).texts == said

    assert (await lin.close(chat)).status_code == 200
    await daniel.say("One more thing")
    again = await _passed_on(lin, "One more thing")
    assert (await marco.claim(again)).status_code == 200
    history = (await marco.http.get(f"/console/chats/{again}/messages/")).text
    assert [text for text in ("Shall I note it?", "Yes, please.", "One more thing") if text not in history] == []


async def test_a_colleagues_answer_during_a_lost_line_is_there_after_it(desk: Desk, stack: Stack) -> None:
    lin, marco, chen = await desk.screen("lin"), await desk.screen("marco"), desk.customer()
    chat = await desk.chat_of(lin, chen, "在吗？请问今天还有房间吗")
    bring_in(stack, "marco", chat)
    await lin.lose_socket()
    await marco.reply(chat, "有的，您几位？")
    await marco.hears(message_frame("有的，您几位？", "sent"))
    assert not seen(lin, "有的，您几位？")
    await lin.reconnect()
    (answer,) = seen(lin, "有的，您几位？")
    assert 'data-state="sent"' in answer


def seen(screen: Screen, text: str) -> list[str]:
    """The messages with that text on the page."""
    return [frame["html"] for frame in screen.page.shown("message").values() if text in frame["html"]]


def bring_in(stack: Stack, name: str, chat: str) -> None:
    """A second agent in the chat."""
    stack.run(
        "from console.models import Agent, Participation\n"
        f"agent = Agent.objects.get(user__username='{name}@demo.test')\n"
        f"Participation.objects.create(conversation_id={chat}, agent=agent, how='claimed')"
    )


async def _passed_on(screen: Screen, text: str) -> str:
    """The chat of a customer who came back: its agent is asked first, and says no."""
    frame = await screen.hears(chat_frame("waiting", text))
    assert frame["offered"]
    assert (await screen.pass_on(frame["id"])).status_code == 200
    return str(frame["id"])
