"""A year of a busy desk: customers, chats, who was in them and what was said, written by SQL at the disk's own pace."""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction

from channels_app.models import WebChatSite
from console.models import Agent
from history.models import Channel

AGENTS, CHANNELS, DAYS = 24, 4, 365
SAID = 10  # messages of a chat: a customer and an agent by turns
KEY = "year-"

CUSTOMERS = """
INSERT INTO history_customer (version, changed_xid, channel_id, external_id, name, channel_name, email, phone, language,
    window_left, brief_left, created_at)
SELECT 1, 0, (%(channels)s::bigint[])[1 + n %% %(channel_number)s], 'year-' || n, 'Customer ' || n, '', '', '', 'zh-hans',
    0, 0, now()
FROM generate_series(1, %(customers)s) n
"""
CHATS = """
WITH known AS (SELECT min(id) AS first FROM history_customer WHERE external_id LIKE 'year-%%'),
begun AS (
    SELECT n, first + n %% %(customers)s AS customer_id, now() - random() * interval '365 days' AS at,
        interval '4 minutes' + random() * interval '50 minutes' AS took
    FROM generate_series(1, %(chats)s) n, known
)
INSERT INTO history_conversation (version, changed_xid, customer_id, state, opened_at, closed_at, closed_how, in_hours,
    first_words, last_words, last_author, last_message_at, unanswered)
SELECT 1, 0, customer_id, 'closed', at, at + took, CASE WHEN n %% 50 = 0 THEN 'missed' ELSE 'agent' END, n %% 5 > 0,
    '退款', '好的', 'agent', at + took, 0
FROM begun
"""
STAYS = """
INSERT INTO console_participation (conversation_id, agent_id, how, joined_at, left_at, left_how)
SELECT id, (%(agents)s::int[])[1 + id %% %(agent_number)s], 'claimed',
    opened_at - ln(1 - random()) * interval '1 minute', closed_at, 'closed'
FROM history_conversation WHERE first_words = '退款' AND closed_how = 'agent'
"""
MESSAGES = """
INSERT INTO history_message (version, changed_xid, conversation_id, customer_id, position, author, sender_id, sender_name,
    kind, text, payload, created_at, state, state_at, attempts, error_code, error)
SELECT 1, 0, c.id, c.customer_id, (extract(epoch FROM c.opened_at) * 1000000000)::bigint + 1000 * c.id %% 1000000 + n,
    CASE n %% 2 WHEN 0 THEN 'customer' ELSE 'agent' END, CASE n %% 2 WHEN 1 THEN p.agent_id END, '', 'text',
    CASE n %% 2 WHEN 0 THEN '请问我的退款什么时候到账？' ELSE 'It is on its way: three working days.' END, '{}',
    c.opened_at + n * (c.closed_at - c.opened_at) / %(said)s, CASE n %% 2 WHEN 0 THEN 'received' ELSE 'sent' END,
    c.opened_at, 0, '', ''
FROM history_conversation c LEFT JOIN console_participation p ON p.conversation_id = c.id,
    generate_series(0, %(said)s - 1) n
WHERE c.first_words = '退款' AND (p.agent_id IS NOT NULL OR n %% 2 = 0)
"""


def write(messages: int) -> None:
    """About that many messages in a tenth as many chats."""
    channels = [_channel(number).pk for number in range(CHANNELS)]
    agents = [_agent(number).pk for number in range(AGENTS)]
    chats = messages // SAID
    values: dict[str, Any] = {
        "chats": chats,
        "customers": max(1, chats // 4),
        "said": SAID,
        "channels": channels,
        "agents": agents,
    }
    values |= {"channel_number": CHANNELS, "agent_number": AGENTS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # nothing of it has to be checked row by row
        for statement in (CUSTOMERS, CHATS, STAYS, MESSAGES):
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _channel(number: int) -> Channel:
    return WebChatSite.objects.create(slug=f"{KEY}{number}", kind=Channel.Kind.WEBCHAT, name=f"Site {number}")


def _agent(number: int) -> Agent:
    user = User.objects.create(username=f"{KEY}{number}@bench.test", email=f"{KEY}{number}@bench.test")
    return Agent.objects.create(user=user, name=f"Agent {number}")
