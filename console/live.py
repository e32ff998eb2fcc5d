"""The whole vocabulary of pushes to agents' screens. Called by actions only, and only after the commit.

A push is a hint: it may be lost, doubled or late. The catch-up URL is the truth, so a push that fails is logged and no more.
"""

from collections.abc import Iterable, Iterator

from console import bursts, frames, panels, queries
from console.models import Agent, AlertSettings, DeskSettings, Draft, Erasure, Offer
from console.pushes import gathered, pushed
from console.sending import Addressed, send
from history.cursor import snapshot
from history.models import Conversation, Message

SHOW_COUNTS = "console.tasks.show_counts"


def everyone(language: str) -> str:
    """The group of all agents' sockets whose console has that language."""
    return f"agents.{language}"


def one(agent_id: int) -> str:
    """The group of one agent's sockets: every tab, every device."""
    return f"agent.{agent_id}"


def session(digest: str) -> str:
    """The group of the sockets that one sign-in opened. The session's key itself never leaves the process."""
    return f"session.{digest}"


@pushed
def put_message(message_id: int) -> None:
    """Shows a new or changed message to those who are in its chat, or were and may still read it.

    Who else has a waiting chat open is not known here: every page hears that something was said, and that one asks.
    """
    message = Message.objects.select_related("conversation__customer__channel", "attachment").get(pk=message_id)
    _send_message(message, message.conversation)


@gathered
def put_received(messages: list[Message]) -> None:
    """Shows what a customer has just said, and the chat's entry with it to those who are in it: both as they were stored."""
    for message, chat in _with_chats(messages):
        if chat.state == Conversation.State.ACTIVE:
            _send_words(message, chat)
        else:
            _send_message(message, chat)


@gathered
def put_replied(messages: list[Message]) -> None:
    """Shows what an agent has just said, and the chat's entry with it, to those who are in the chat: both as they were stored."""
    for message, chat in _with_chats(messages):
        _send_words(message, chat)


@pushed
def put_delivered(message: Message) -> None:
    """Shows how far a reply has come, as it was recorded, to those to whom `put_message` shows it."""
    _send_message(message, queries.people_of(message.conversation_id))


@pushed
def put_chat(conversation_id: int) -> None:
    """Shows a chat's new state in everybody's lists; those who may not read it learn only who has it."""
    _send_chat(queries.listed().get(pk=conversation_id))


@pushed
def put_begun(chat: Conversation, offer: Offer | None) -> None:
    """The same of a chat that has just begun, as it was stored."""
    _send_chat(queries.just_begun(chat, offer))


@pushed
def put_customer(conversation_id: int) -> None:
    """Shows what is known of a chat's customer to those who are in the chat; if nobody is, to all: they may read it."""
    chat = queries.listed().get(pk=conversation_id)
    is_hidden = _waits(chat) and DeskSettings.load().list_hidden
    readers, known = queries.who_may_choose(chat) if is_hidden else queries.insiders(chat), panels.of(chat)
    if is_hidden or chat.state == Conversation.State.ACTIVE:
        frame = {language: frames.customer(known, language) for language in _spoken(readers)}
        send((one(agent.pk), frame[agent.language]) for agent in readers)
    else:
        send((everyone(language), frames.customer(known, language)) for language in queries.languages_in_use())


@pushed
def put_words(message_id: int) -> None:
    """Shows something that was said, and the chat's entry with it, to those who are in the chat."""
    message = Message.objects.select_related("attachment").get(pk=message_id)
    _send_words(message, queries.listed().get(pk=message.conversation_id))


@pushed
def put_counts() -> None:
    """Tells every console the numbers at its top, and the alarms; of a burst of changes the first, some, and the last."""
    if bursts.is_first(bursts.COUNTS, then=SHOW_COUNTS):
        _send_counts()


@pushed
def put_owed_counts() -> None:
    """The same at the end of a burst, if that is still to be told."""
    if bursts.is_owed(bursts.COUNTS):
        _send_counts()


@pushed
def put_agent(agent_id: int) -> None:
    """Shows a colleague's presence to everybody."""
    agent = Agent.objects.get(pk=agent_id)
    send((everyone(language), frames.agent(agent, language)) for language in queries.languages_in_use())


@pushed
def put_desk() -> None:
    """Tells every console how chats come to agents now."""
    frame = frames.desk(DeskSettings.load())
    send((everyone(language), frame) for language in queries.languages_in_use())


@pushed
def put_queue(agent_id: int) -> None:
    """Tells an agent's own screens, on every device, what the agent chose where chats open by themselves."""
    send([(one(agent_id), frames.queue(Agent.objects.get(pk=agent_id)))])


@pushed
def put_gone(erasure_id: int) -> None:
    """Tells every console which chats are erased."""
    erasure = Erasure.objects.get(pk=erasure_id)
    send((everyone(language), frames.gone(erasure.chats, language)) for language in queries.languages_in_use())


@pushed
def put_transfer(transfer_id: int) -> None:
    """Shows a request to whoever asked and to whoever is asked."""
    transfer = queries.transfers().get(pk=transfer_id)
    send((one(agent.pk), frames.transfer(transfer, agent.language)) for agent in (transfer.asker, transfer.asked))


@pushed
def put_alerts(agent_id: int) -> None:
    """Tells an agent's own screens, on every device, how the agent wants to be alerted."""
    settings = AlertSettings.objects.get(agent_id=agent_id)
    send([(one(agent_id), frames.alerts(settings))])


@pushed
def put_draft(draft_id: int) -> None:
    """Shows what an agent has begun to write on that agent's other screens, and on nobody else's."""
    draft = Draft.objects.get(pk=draft_id)
    send([(one(draft.agent_id), frames.draft(draft))])


@pushed
def put_typing(conversation_id: int, *, on: bool, draft: str) -> None:
    """Shows to those who are in a chat that its customer types now, or not any more."""
    chat = queries.listed().get(pk=conversation_id)
    frame = frames.typing(chat, on=on, draft=draft)
    send([(one(agent.pk), frame) for agent in queries.insiders(chat)])


@pushed
def sign_out(digest: str, why: str = "") -> None:
    """Ends the sockets of a sign-in that has ended; `why` is one of SignIn.Over."""
    send([(session(digest), frames.signed_out(why))])


@pushed
def reload(agent_id: int) -> None:
    """The agent's pages are to be loaded anew: they are in another language now."""
    send([(one(agent_id), {"type": "reload"})])


def _with_chats(messages: list[Message]) -> Iterator[tuple[Message, Conversation]]:
    return zip(messages, queries.with_people(message.conversation for message in messages), strict=True)


def _send_message(message: Message, chat: Conversation) -> None:
    readers = queries.insiders(chat) if chat.state == Conversation.State.ACTIVE else queries.leavers(chat)
    shown = {language: frames.message(message, language) for language in _spoken(readers)}
    hints = [(everyone(language), frames.said(chat)) for language in queries.languages_in_use()] if _waits(chat) else []
    send([*((one(agent.pk), shown[agent.language]) for agent in set(readers)), *hints])


def _send_chat(chat: Conversation) -> None:
    is_shown = _waits(chat) and not DeskSettings.load().list_hidden
    readers = queries.who_may_choose(chat) if _waits(chat) else [*queries.insiders(chat), *queries.leavers(chat)]
    theirs = {} if is_shown else {agent.pk: agent for agent in readers}
    own = ((one(agent.pk), frames.chat(chat, agent.language)) for agent in theirs.values())
    send([*_to_everyone(chat, is_shown=is_shown), *own])


def _send_words(message: Message, chat: Conversation) -> None:
    insiders = queries.insiders(chat)
    both = {
        language: (frames.message(message, language), frames.chat(chat, language)) for language in _spoken(insiders)
    }
    send((one(agent.pk), frame) for agent in insiders for frame in both[agent.language])


def _send_counts() -> None:
    now, counts = snapshot(), queries.counts()
    send((everyone(language), frames.counts(now, counts, language)) for language in queries.languages_in_use())


def _spoken(agents: Iterable[Agent]) -> set[str]:
    return {agent.language for agent in agents}


def _waits(chat: Conversation) -> bool:
    return chat.state == Conversation.State.WAITING


def _to_everyone(chat: Conversation, *, is_shown: bool) -> list[Addressed]:
    return [
        (everyone(language), frames.chat(chat, language) if is_shown else frames.bare_chat(chat))
        for language in queries.languages_in_use()
    ]
