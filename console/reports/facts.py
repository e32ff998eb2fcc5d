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

NOT_READY = "NOT EXISTS (SELECT FROM ready WHERE ready.day = span.day)"

NOT_KEPT = "NOT EXISTS (SELECT FROM console_keptchat k WHERE k.conversation_id = c.id)"
"""Chats that are on their way out count by what is kept of them."""

CHATS = """
chat AS MATERIALIZED (
    SELECT c.id, (SELECT channel_id FROM history_customer u WHERE u.id = c.customer_id) AS channel_id,
        c.opened_at, c.closed_at, c.closed_how, c.in_hours, span.day,
        extract(hour FROM c.opened_at AT TIME ZONE 'UTC' + make_interval(secs => span.shift))::int AS hour
    FROM span JOIN history_conversation c ON c.opened_at >= span.starts AND c.opened_at < span.ends
    WHERE {which}
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
"""Those chats of the days that are meant by `which`, who was in them, who took them first, and each reply to what was
unanswered.

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
WITH {SPANS}, {CHATS.format(which=NOT_KEPT)}, {FACTS},
mended AS (
    DELETE FROM console_reportmark WHERE opened_at >= %(begins)s AND opened_at < %(over)s
)
INSERT INTO console_reportcell (report_day_id, hour, channel_id, agent_id, measure, bucket, number, milliseconds)
SELECT %(report_day)s, hour, channel_id, agent_id, measure, bucket, number, milliseconds FROM cell
"""
"""One statement, so that what it reads and the marks that it deletes are of the same moment: a change that commits later
leaves its mark."""

ADDED = """
ON CONFLICT (day, zone, target_seconds, hour, channel_id, agent_id, measure, bucket)
DO UPDATE SET number = kept.number + excluded.number, milliseconds = kept.milliseconds + excluded.milliseconds
"""

KEEP = f"""
WITH {SPANS}, {CHATS.format(which="c.id = %(chat)s")}, {FACTS}
INSERT INTO console_keptcell AS kept
    (day, zone, target_seconds, hour, channel_id, agent_id, measure, bucket, number, milliseconds)
SELECT day, %(zone)s::text, %(target)s::int, hour, channel_id, agent_id, measure, bucket, number, milliseconds FROM cell
ORDER BY hour, channel_id, agent_id, measure, bucket {ADDED}
"""
"""All that one chat counts, added to what is kept; in one order, so that no two wait for each other."""

KEEP_CUSTOMER = f"""
INSERT INTO console_keptcell AS kept
    (day, zone, target_seconds, hour, channel_id, agent_id, measure, bucket, number, milliseconds)
SELECT %(day)s::date, %(zone)s::text, %(target)s::int, 0, %(channel)s::bigint, agent_id, 'customer', days, 1, 0
FROM unnest(%(agents)s::int[], %(again)s::int[]) AS again (agent_id, days)
ORDER BY agent_id {ADDED}
"""
"""How many days after that one the customer came again: 0 if they did not. Each customer counts in any days for the last
of their chats in them: so customers can be told apart without being known."""

READ = f"""
WITH {SPANS}, {READY}, {CHATS.format(which=f"{NOT_READY} AND {NOT_KEPT}")}, {FACTS},
kept AS (
    SELECT day, hour, channel_id, agent_id, measure, bucket, number, milliseconds FROM console_keptcell
    WHERE day = ANY(%(days)s::date[]) AND measure <> 'customer'
),
figure AS (
    SELECT ready.day, c.hour, c.channel_id, c.agent_id, c.measure, c.bucket, c.number, c.milliseconds
    FROM ready JOIN console_reportcell c ON c.report_day_id = ready.id
    UNION ALL
    SELECT day, hour, channel_id, agent_id, measure, bucket, number, milliseconds FROM cell
    UNION ALL
    SELECT * FROM kept
    UNION ALL
    SELECT day, hour, channel_id, agent_id, 'erased_' || measure, 0, number, 0 FROM kept WHERE measure IN ('chat', 'part')
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
"""Figures of ready days from their roll-ups, of all others from the record, and those of erased chats, added up in six ways
at once."""

CUSTOMERS = f"""
WITH {SPANS},
chat AS (
    SELECT c.customer_id, u.channel_id, date_trunc(%(step)s, span.day::timestamp)::date AS step, p.agent_id
    FROM span
    JOIN history_conversation c ON c.opened_at >= span.starts AND c.opened_at < span.ends
    JOIN history_customer u ON u.id = c.customer_id
    LEFT JOIN console_participation p ON p.conversation_id = c.id
    WHERE (%(channel)s::bigint IS NULL OR u.channel_id = %(channel)s)
    AND (%(agent)s::int IS NULL OR p.agent_id = %(agent)s) AND {NOT_KEPT}
),
kept AS (
    SELECT date_trunc(%(step)s, day::timestamp)::date AS step, channel_id, agent_id, number,
        agent_id IS NOT DISTINCT FROM %(agent)s::int AS is_all,
        CASE WHEN bucket = 0 THEN 'infinity' ELSE day + bucket::int END AS again,
        least((date_trunc(%(step)s, day::timestamp) + ('1 ' || %(step)s)::interval)::date - 1, %(last)s::date) AS step_ends
    FROM console_keptcell
    WHERE day = ANY(%(days)s::date[]) AND measure = 'customer'
    AND (%(channel)s::bigint IS NULL OR channel_id = %(channel)s)
    AND (%(agent)s::int IS NULL OR agent_id = %(agent)s)
)
SELECT grouping(step, channel_id, agent_id), step, channel_id, agent_id, count(DISTINCT customer_id)
FROM chat GROUP BY GROUPING SETS ((), (step), (channel_id), (agent_id))
UNION ALL
SELECT grouping(step, channel_id, agent_id), step, channel_id, agent_id, coalesce(
    CASE grouping(step, channel_id, agent_id)
        WHEN 3 THEN sum(number) FILTER (WHERE is_all AND again > step_ends)
        WHEN 6 THEN sum(number) FILTER (WHERE again > %(last)s::date)
        ELSE sum(number) FILTER (WHERE is_all AND again > %(last)s::date)
    END, 0)::bigint
FROM kept GROUP BY GROUPING SETS ((), (step), (channel_id), (agent_id))
"""
"""How many different customers: nothing that could be added up from days, so from the record, together with those whose last
chat in these days, or this step of them, is erased. 3 are the rows of steps, 6 those of agents: see
`console.reports.computing`."""
