"""Files in a multipart form, found as strictly as WeChat looks for them."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from starlette.requests import Request

from tests.wechat_simulator.refusals import RefusedError

LARGEST_BODY = 12 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One part of a form; filename is "" for a plain value, content_type is the sender's word."""

    filename: str
    content_type: str
    data: bytes


async def file_in(request: Request, name: str) -> Part:
    """The part of this name with a filename: 41005 without one, 45001 when the body is too large."""
    part = (await form_in(request)).get(name)
    if part is None or not part.filename:
        raise RefusedError(41005)
    return part


async def form_in(request: Request) -> dict[str, Part]:
    """All parts by name."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise RefusedError(45001)
    head = Message()
    head["Content-Type"] = request.headers.get("Content-Type", "")
    boundary = head.get_boundary()
    return _parts(bytes(body), boundary) if boundary else {}


def _parts(body: bytes, boundary: str) -> dict[str, Part]:
    found = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        head, separator, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = BytesHeaderParser().parsebytes(head)
        name = header.get_param("name", header="Content-Disposition")
        if separator and isinstance(name, str):
            found[name] = Part(header.get_filename() or "", header.get_content_type(), data)
    return found
