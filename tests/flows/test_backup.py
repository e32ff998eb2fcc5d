"""A backup, made and restored with the commands that docs/operating.md names: chats, files and logins are there again."""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx

from grata_site.embedded import postgres
from tests.flows.desk import Desk, message_frame
from tests.flows.screen import Cookies, Screen
from tests.stack import ROOT, Stack, fresh_var

ASKED, ANSWERED = "备份以前的问题", "备份以前的回答"
CLIENT = "0b7a5b00-0000-4000-8000-000000000001"
FILE = b"a picture, as far as this test goes"
ATTACH = """
from history import attachments; from history.attachments import Stored; from history.models import Message
message = Message.objects.get(text="{text}")
kept = attachments.keep({content!r}, extension="png")
print(attachments.attach(message, Stored(shown=kept, shown_type="image/png", size=1)).pk)
"""
# The new machine's own server: it starts, takes the dump, and ends with this program.
RESTORE = """
import subprocess, sys
from pathlib import Path
from grata_site import embedded
embedded.ensure(Path(sys.argv[1]))
subprocess.run(sys.argv[2:], check=True)
"""


async def test_what_was_saved_is_there_after_a_restore_on_another_machine(
    desk: Desk, stack: Stack, tmp_path: Path
) -> None:
    lin, chen = await desk.screen("lin"), desk.customer()
    chat = await desk.chat_of(lin, chen, ASKED)
    await lin.reply(chat, ANSWERED)
    await lin.hears(message_frame(ANSWERED, "sent"))
    file = stack.run(ATTACH.format(text=ASKED, content=FILE)).strip()
    cursor = lin.cursor
    with fresh_var() as var:
        other = Stack(var, tmp_path / "restored.log", **{"GRATA_LOG": "json"})
        try:
            _restore(other, _save(stack, tmp_path))
            other.start()
            await _check(other, lin, chat, file, cursor)
        finally:
            other.kill_all()


def _save(stack: Stack, folder: Path) -> Path:
    """The database, then the files, while everything runs."""
    dump = folder / "grata.dump"
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", *_to(stack))
    shutil.copytree(stack.var / "media", folder / "media")
    shutil.copy(stack.var / "secret-key", folder / "secret-key")
    return dump


def _restore(other: Stack, dump: Path) -> None:
    shutil.copytree(dump.parent / "media", other.var / "media")
    shutil.copy(dump.parent / "secret-key", other.var / "secret-key")
    restore = [_program("pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction", *_to(other), str(dump)]
    command = [sys.executable, "-c", RESTORE, str(other.var), *restore]
    subprocess.run(command, cwd=ROOT, env=other.environment, check=True, timeout=120)


async def _check(other: Stack, lin: Screen, chat: str, file: str, cursor: str) -> None:
    async with _browser(other, lin.cookies) as browser:  # signed in there, and here again
        history = (await browser.get(f"/console/chats/{chat}/messages/")).raise_for_status().text
        assert ASKED in history
        assert ANSWERED in history
        assert (await browser.get(f"/console/files/{file}/shown/")).content == FILE
        told = (await browser.get("/console/changes/", params={"cursor": cursor})).raise_for_status().json()
        assert told["reload"]  # a page that was open all the while begins anew
        sent = await browser.post(f"/console/chats/{chat}/messages/", data={"text": "Hello again", "client_id": CLIENT})
        assert sent.status_code == 200, sent.text


def _browser(other: Stack, cookies: Cookies) -> httpx.AsyncClient:
    headers = {"Origin": other.url, "X-CSRFToken": cookies.get("csrftoken", ""), "Accept": "application/json"}
    return httpx.AsyncClient(base_url=other.url, cookies=cookies, headers=headers, timeout=30, trust_env=False)


def _to(stack: Stack) -> tuple[str, ...]:
    return (f"--host={stack.sockets}", "--username=postgres", f"--dbname={postgres.DATABASE}")


def _run(name: str, *arguments: str) -> None:
    subprocess.run([_program(name), *arguments], check=True, timeout=120)


def _program(name: str) -> str:
    return str(postgres._program(name))
