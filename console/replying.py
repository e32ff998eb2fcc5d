"""What an agent's reply finds in its chat, in one statement: see `history.prepared`."""

from dataclasses import dataclass
from uuid import UUID

from console.models import Agent, Draft
from history.prepared import ask, columns, read

FOUND = f"""
SELECT chat.state = 'active' AND EXISTS (
        SELECT FROM console_participation inside
        WHERE inside.conversation_id = chat.id AND inside.agent_id = %(agent)s::int AND inside.left_at IS NULL
    ), EXISTS (SELECT FROM history_message WHERE client_id = %(client_id)s::uuid), {columns(Draft)}
FROM history_conversation chat LEFT JOIN console_draft
    ON console_draft.conversation_id = chat.id AND console_draft.agent_id = %(agent)s::int AND console_draft.text <> ''
WHERE chat.id = %(chat)s::bigint
"""  # noqa: S608 - our own columns


@dataclass(frozen=True)
class Found:
    """may_reply: the agent is in the chat now. is_known: there is a reply of that client_id already, whosever it is."""

    may_reply: bool
    is_known: bool
    draft: Draft | None


def found(conversation_id: int, *, agent: Agent, client_id: UUID) -> Found:
    """What is there. With the chat's customer locked, it stays so until the transaction ends."""
    ((may_reply, is_known, *draft),) = ask(FOUND, {"chat": conversation_id, "agent": agent.pk, "client_id": client_id})
    return Found(may_reply, is_known, read(Draft, tuple(draft)) if draft[0] is not None else None)
