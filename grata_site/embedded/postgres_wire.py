"""The first words of PostgreSQL's protocol, to ask whether a server is ready.

psycopg would take half a second to import.
"""

import socket
import struct
from enum import Enum
from pathlib import Path
from typing import BinaryIO

_PROTOCOL = 196_608  # 3.0
_LONGEST_MESSAGE = 100_000


class State(Enum):
    """What a server says to a client who wants in."""

    READY = "ready"
    STARTING = "starting or stopping"
    NO_DATABASE = "up, without the database"
    SILENT = "not there"


def state(path: Path, database: str) -> State:
    """Asks the server at the socket `path`, within five seconds an answer. A server that is merely full is ready."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(path))
            connection.sendall(_hello(database))
            return _verdict(connection.makefile("rb"))
        except (OSError, struct.error):
            return State.SILENT


def _hello(database: str) -> bytes:
    body = struct.pack("!i", _PROTOCOL) + f"user\0postgres\0database\0{database}\0\0".encode()
    return struct.pack("!i", len(body) + 4) + body


def _verdict(answer: BinaryIO) -> State:
    """Reads to the first error or to ReadyForQuery: the words of welcome come before the database is looked for."""
    while True:
        kind, length = struct.unpack("!ci", answer.read(5))
        body = answer.read(min(length - 4, _LONGEST_MESSAGE))
        if kind == b"Z":
            return State.READY
        if kind == b"E":
            return _meaning(body)


def _meaning(error: bytes) -> State:
    fields = {field[:1]: field[1:] for field in error.split(b"\0")}
    return {b"57P03": State.STARTING, b"3D000": State.NO_DATABASE}.get(fields.get(b"C", b""), State.READY)
