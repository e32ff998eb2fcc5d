"""What an operator sees of the running system: a message's way in the logs, numbers of all processes, an erasure at work."""

import json
from typing import Any

from tests.flows.desk import CHEN, Desk, message_frame
from tests.stack import Stack

ASKED, ANSWERED = "请问 zq7-asked 可以吗？", "可以 zq7-answered"


async def test_one_search_shows_a_messages_way_through_all_processes_and_no_word_of_it(
    desk: Desk, stack: Stack
) -> None:
    lin, chen = await desk.screen("lin"), desk.customer()
    chat = await desk.chat_of(lin, chen, ASKED)
    await lin.reply(chat, ANSWERED)
    await lin.hears(message_frame(ANSWERED, "sent"))
    query = "SELECT id FROM history_message WHERE conversation_id = %s AND author = %s"
    ((asked,), (answered,)) = (stack.rows(query, chat, author)[0] for author in ("customer", "agent"))

    (stored,) = lines(stack, asked)
    assert (stored["stage"], stored["process"], stored["chat"]) == ("stored", "web", int(chat))
    way = lines(stack, answered)
    assert [(line["stage"], line["process"]) for line in way] == [
        ("written", "web"),
        ("taken", "worker"),
        ("sent", "worker"),
    ]
    assert len({line["request"] for line in way}) == 1  # the task knows which request asked for it
    assert way[1]["task"] == "channels_app.tasks.deliver"
    assert stored["request"] != way[0]["request"]
    log = stack.log.read_text()
    for word in ("zq7", chen, CHEN, "demo-app-secret", "demo-token", "access_token", "grata-demo-"):
        assert word not in "\n".join(line for line in log.splitlines() if not line.startswith(("up ", "simulator ")))


async def test_one_scrape_tells_the_numbers_of_all_processes(desk: Desk, stack: Stack) -> None:
    lin, chen = await desk.screen("lin"), desk.customer()
    chat = await desk.chat_of(lin, chen, "你好，数一下")
    await lin.reply(chat, "好的，数了")
    await lin.hears(message_frame("好的，数了", "sent"))
    text = (await lin.http.get("/metrics")).raise_for_status().text
    assert 'grata_messages_received_total{channel="wechat"}' in text  # the web process has it
    assert 'grata_deliveries_total{channel="wechat",outcome="sent"}' in text  # and a worker that
    assert 'grata_sockets{whose="agents"} 0.0' not in text
    assert "grata_worker_up 1.0" in text
    assert "grata_database_up 1.0" in text


async def test_an_erasure_closes_the_chat_on_the_screen_and_takes_the_customer_away(desk: Desk, stack: Stack) -> None:
    lin, chen = await desk.screen("lin"), desk.customer()
    chat = await desk.chat_of(lin, chen, "请删除我的数据")
    stack.run(
        "from django.contrib.auth.models import User; from console.actions.ask_erasure import ask_erasure;"
        f"from history.models import Customer; customer = Customer.objects.get(external_id='{chen}');"
        "ask_erasure(customer, by=User.objects.get(email='ana@demo.test'), why='asked')"
    )
    await lin.hears(lambda frame: frame["type"] == "gone" and chat in frame["chats"])
    desk.simulator.say(chen, "我又来了")
    await lin.hears(lambda frame: frame.get("entity") == "chat" and "我又来了" in frame.get("html", ""))
    assert [row[0] for row in stack.rows("SELECT text FROM history_message WHERE conversation_id = %s", chat)] == []
    found = stack.rows("SELECT count(*) FROM history_customer WHERE external_id = %s", chen)
    assert found == [(1,)]


def lines(stack: Stack, message: int) -> list[dict[str, Any]]:
    """What the log has of one message: of each line what stands behind the name of its process."""
    found = (
        line.partition("| ")[2] for line in stack.log.read_text().splitlines() if f'"message_id": {message},' in line
    )
    return [json.loads(line) for line in found]
