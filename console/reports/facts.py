# ruff: noqa: S608 - nothing but constants of ours is put together here
"""What happened in chats, one row a fact, computed from the record by one set-based query.

The parameters are: days, starts, ends, shifts (arrays, see `console.reports.days.Span`), zone, target (seconds), now.
"""

from console.reports.buckets import BUCKET

SPANS = """
span AS (
    SELECT * FROM unnest(%(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(shifts)s::int[])
    AS span (day, starts, ends, shift)
)
"""

READY = """
ready AS MATERIALIZED (
    SELECT d.id, d.day FROM console_reportday d
    WHERE d.day = ANY(%(days)s::date[]) AND d.zone = %(zone)s AND d.target_seconds = %(target)s
    AND NOT EXISTS (SELECT FROM console_reportmark m WHERE m.opened_at >= d.starts_at AND m.opened_at < d.ends_at)
)
"""
"""The days whose roll-up is true: none of their chats has changed since."""

NONE_READY = "ready AS (SELECT 0 AS id, NULL::date AS day WHERE false)"

CHATS = """
chat AS MATERIALIZED (
    SELECT c.id, (SELECT channel_id FROM history_customer u WHERE u.id = c.customer_id) AS channel_id,
        c.opened_at, c.closed_at, c.closed_how, c.in_hours, span.day,
        extract(hour FROM c.opened_at AT TIME ZONE 'UTC' + make_interval(secs => span.shift))::int AS hour
    FROM span JOIN history_conversation c ON c.opened_at >= span.starts AND c.opened_at < span.ends
    WHERE NOT EXISTS (SELECT FROM ready WHERE ready.day = span.day)
),
stay AS MATERIALIZED (
    SELECT p.* FROM chat CROSS JOIN LATERAL (
        SELECT p.conversation_id, p.agent_id, p.how, p.joined_at, p.left_at, p.left_how,
            row_number() OVER (ORDER BY p.joined_at, p.id) AS nth
        FROM console_participation p WHERE p.conversation_id = chat.id
    ) p
),
taken AS MATERIALIZED (
    SELECT chat.*, s.agent_id, s.joined_at, coalesce(s.how = 'reopened', false) AS reopened
    FROM chat LEFT JOIN stay s ON s.conversation_id = chat.id AND s.nth = 1
),
said AS (
    SELECT m.* FROM chat CROSS JOIN LATERAL (
        SELECT m.conversation_id, m.created_at, m.sender_id, m.author = 'agent' AS is_reply,
            count(*) FILTER (WHERE m.author = 'agent') OVER (
                ORDER BY m.created_at, m.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS turn
        FROM history_message m WHERE m.conversation_id = chat.id
        AND (m.author = 'customer' OR (m.author = 'agent' AND m.sender_id IS NOT NULL AND m.answers_id IS NULL))
    ) m
),
reply AS (
    SELECT conversation_id, max(sender_id) AS agent_id,
        max(created_at) FILTER (WHERE is_reply) - min(created_at) FILTER (WHERE NOT is_reply) AS took,
        row_number() OVER (PARTITION BY conversation_id ORDER BY turn) AS nth
    FROM said GROUP BY conversation_id, turn HAVING bool_or(is_reply) AND bool_or(NOT is_reply)
)
"""
"""The chats of the days that are not ready, who was in them, who took them first, and each reply to what was unanswered.

A chat's rows are looked up chat by chat (LATERAL): the planner, who can't know how few chats begin in a day, would read whole
tables."""

FACTS = f"""
fact AS (
    SELECT day, hour, channel_id, NULL::int AS agent_id, 'chat' AS measure, NULL::interval AS took FROM chat
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'wait', joined_at - opened_at FROM taken
    WHERE agent_id IS NOT NULL AND NOT reopened
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'due', NULL FROM taken
    WHERE in_hours AND NOT reopened AND (
        agent_id IS NOT NULL OR coalesce(closed_at, %(now)s) - opened_at > make_interval(secs => %(target)s)
    )
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'in_time', NULL FROM taken
    WHERE in_hours AND NOT reopened AND joined_at - opened_at <= make_interval(secs => %(target)s)
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'reopened', NULL FROM taken WHERE reopened
    UNION ALL
    SELECT day, hour, channel_id, NULL, 'missed', NULL FROM chat WHERE closed_how = 'missed'
    UNION ALL
    SELECT day, hour, channel_id, NULL, 'handling', closed_at - joined_at FROM taken
    WHERE agent_id IS NOT NULL AND closed_at IS NOT NULL
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'reply', took FROM reply JOIN chat ON chat.id = conversation_id
    UNION ALL
    SELECT day, hour, channel_id, reply.agent_id, 'first_reply', took FROM reply JOIN chat ON chat.id = conversation_id
    WHERE nth = 1
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'stay', left_at - joined_at FROM stay JOIN chat ON chat.id = conversation_id
    WHERE left_at IS NOT NULL
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'part', NULL FROM
        (SELECT DISTINCT conversation_id, agent_id FROM stay) s JOIN chat ON chat.id = conversation_id
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'given_back', NULL FROM
        (SELECT DISTINCT conversation_id, agent_id FROM stay WHERE left_how = 'released') s
        JOIN chat ON chat.id = conversation_id
    UNION ALL
    SELECT day, hour, channel_id, NULL, 'returned', NULL FROM
        (SELECT DISTINCT conversation_id FROM stay WHERE left_how = 'released') s JOIN chat ON chat.id = conversation_id
),
timed AS (
    SELECT day, hour, channel_id, agent_id, measure,
        greatest(0, round(extract(epoch FROM coalesce(took, '0')) * 1000))::bigint AS milliseconds
    FROM fact
),
cell AS (
    SELECT day, hour, channel_id, agent_id, measure, {BUCKET} AS bucket,
        count(*) AS number, sum(milliseconds)::bigint AS milliseconds
    FROM timed GROUP BY 1, 2, 3, 4, 5, 6
)
"""
"""The measures are explained in docs/reports.md. Facts without an agent are the chat's own; the agent of `wait`, `due`,
`in_time` and `reopened` took the chat first."""

BUILD = f"""
WITH {SPANS}, {NONE_READY}, {CHATS}, {FACTS},
mended AS (
    DELETE FROM console_reportmark WHERE opened_at >= %(begins)s AND opened_at < %(over)s
)
INSERT INTO console_reportcell (report_day_id, hour, channel_id, agent_id, measure, bucket, number, milliseconds)
SELECT %(report_day)s, hour, channel_id, agent_id, measure, bucket, number, milliseconds FROM cell
"""
"""One statement, so that what it reads and the marks that it deletes are of the same moment: a change that commits later
leaves its mark."""

READ = f"""
WITH {SPANS}, {READY}, {CHATS}, {FACTS},
figure AS (
    SELECT ready.day, c.hour, c.channel_id, c.agent_id, c.measure, c.bucket, c.number, c.milliseconds
    FROM ready JOIN console_reportcell c ON c.report_day_id = ready.id
    UNION ALL
    SELECT day, hour, channel_id, agent_id, measure, bucket, number, milliseconds FROM cell
)
SELECT grouping(step, hour, weekday, channel_id, agent_id), step, hour, weekday, channel_id, agent_id, measure, bucket,
    sum(number)::bigint, sum(milliseconds)::bigint
FROM (
    SELECT *, date_trunc(%(step)s, day::timestamp)::date AS step, extract(isodow FROM day)::int AS weekday FROM figure
    WHERE (%(channel)s::bigint IS NULL OR channel_id = %(channel)s)
    AND (%(agent)s::int IS NULL OR agent_id = %(agent)s)
) figure
GROUP BY measure, bucket, GROUPING SETS ((), (step), (hour), (weekday), (channel_id), (agent_id))
"""
"""Figures of ready days from their roll-ups, of all others from the record, added up in six ways at once."""

CUSTOMERS = f"""
WITH {SPANS},
chat AS (
    SELECT c.customer_id, u.channel_id, date_trunc(%(step)s, span.day::timestamp)::date AS step, p.agent_id
    FROM span
    JOIN history_conversation c ON c.opened_at >= span.starts AND c.opened_at < span.ends
    JOIN history_customer u ON u.id = c.customer_id
    LEFT JOIN console_participation p ON p.conversation_id = c.id
    WHERE (%(channel)s::bigint IS NULL OR u.channel_id = %(channel)s)
    AND (%(agent)s::int IS NULL OR p.agent_id = %(agent)s)
)
SELECT grouping(step, channel_id, agent_id), step, channel_id, agent_id, count(DISTINCT customer_id)
FROM chat GROUP BY GROUPING SETS ((), (step), (channel_id), (agent_id))
"""
"""How many different customers: nothing that could be added up from days, so always from the record."""
