"""What a site has posted, checked field by field. Nothing in it is trusted: visitors wrote most of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO, Never, cast

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.validators import validate_email
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from channels_app.webchat import drafts
from channels_app.webchat.hooks import door
from channels_app.webchat.hooks.problems import Problem
from channels_app.webchat.uploads import MOST_BYTES, TAKEN, is_fit
from channels_app.webchat.visitors import LANGUAGE, LANGUAGE_MOST
from history import profiles
from history.models import Message

JSON, FORM = "application/json", "multipart/form-data"
SLACK = 64 * 1024
MOST = {JSON: SLACK, FORM: MOST_BYTES + SLACK}  # bytes
ID_MOST = 128
THEIRS = "v:"  # how the record marks visitors of our own window, see `channels_app.webchat.visitors`


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A visitor's message. Either text, or url, or file. name and email: "" where the site gave none. digest: SHA-256 of it
    all, the same for the same message however it was written down."""

    id: str
    visitor: str
    name: str
    email: str
    language: str
    kind: str
    text: str
    url: str
    file: BinaryIO | None
    file_name: str
    digest: str


def read(request: HttpRequest, body: bytes, *, media_hosts: list[str]) -> Posted:
    """Raises Problem: 400 for what is no JSON or no form, 415 for a file that is neither picture nor recording, else 422."""
    if request.content_type == JSON:
        return _posted(_parsed(body), None, media_hosts)
    fields, files = _form(request, body)
    file = files.get("file")
    if file is None or list(files) != ["file"]:
        raise Problem(422, "A form has the message as JSON in the field “message”, and one file in the field “file”.")
    return _posted(_parsed(fields.get("message", "").encode(errors="replace")), file, media_hosts)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not well-formed JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise Problem(400, "The body is not a JSON object.")
    return value


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no number of JSON's")


def _form(request: HttpRequest, body: bytes) -> tuple[Any, Any]:
    meta = {"CONTENT_TYPE": request.META.get("CONTENT_TYPE", ""), "CONTENT_LENGTH": len(body)}
    handlers = [TemporaryFileUploadHandler(request)]
    try:
        fields, files = MultiPartParser(meta, BytesIO(body), handlers, "utf-8").parse()
    except (MultiPartParserError, SuspiciousOperation):
        raise Problem(400, "The body is not a well-formed form.") from None
    return fields, files


def _posted(given: dict[str, Any], upload: Any, media_hosts: list[str]) -> Posted:
    visitor, kind = given.get("visitor"), given.get("type")
    if not isinstance(visitor, dict):
        raise Problem(422, "“visitor” must be an object with an “id”.")
    if not isinstance(kind, str) or kind not in (Message.Kind.TEXT, *TAKEN):
        raise Problem(422, "“type” must be “text”, “image” or “voice”.")
    text = _text(given) if kind == Message.Kind.TEXT else ""
    url = "" if text or upload is not None else _url(given, media_hosts)
    if upload is not None:
        _check_file(kind, text, upload.file)
    words = {
        "id": _id(given, "id"),
        "visitor": _visitor(visitor),
        "name": _line(visitor, "name"),
        "email": _email(visitor),
        "language": _language(visitor),
        "kind": kind,
        "text": text,
        "url": url,
    }
    file = cast(BinaryIO, upload.file) if upload is not None else None
    name = drafts.UNSTORABLE.sub("", upload.name or "") if upload is not None else ""
    return Posted(**words, file=file, file_name=name, digest=_digest(words, file))


def _id(holder: Mapping[str, Any], field: str) -> str:
    value = holder.get(field)
    if (
        not isinstance(value, str)
        or not 1 <= len(value) <= ID_MOST
        or not value.isprintable()
        or value != value.strip()
    ):
        raise Problem(422, f"“{field}” must be text of 1 to {ID_MOST} printable characters.")
    return value


def _visitor(visitor: Mapping[str, Any]) -> str:
    value = _id(visitor, "id")
    if value.startswith(THEIRS):
        raise Problem(422, f"Ids of visitors that begin with “{THEIRS}” are those of our own chat window.")
    return value


def _line(holder: Mapping[str, Any], field: str) -> str:
    value = holder.get(field)
    if value is None:
        return ""
    most = profiles.FIELDS[field]
    line = profiles.one_line(drafts.UNSTORABLE.sub("", value)) if isinstance(value, str) else None
    if line is None or len(line) > most:
        raise Problem(422, f"“{field}” must be text of at most {most} characters.")
    return line


def _email(visitor: Mapping[str, Any]) -> str:
    value = _line(visitor, "email")
    try:
        if value:
            validate_email(value)
    except ValidationError:
        raise Problem(422, "“email” is no e-mail address.") from None
    return value


def _language(visitor: Mapping[str, Any]) -> str:
    value = visitor.get("language")
    if value is None or value == "":
        return ""
    code = value.replace("_", "-") if isinstance(value, str) else ""
    if len(code) > LANGUAGE_MOST or not LANGUAGE.fullmatch(code):
        raise Problem(422, "“language” must be a code such as “en” or “zh-Hans”.")
    return code


def _text(given: Mapping[str, Any]) -> str:
    value = given.get("text")
    words = drafts.UNSTORABLE.sub("", value).strip() if isinstance(value, str) else ""
    if not 1 <= len(words) <= drafts.TEXT_MOST:
        raise Problem(422, f"“text” must be text of 1 to {drafts.TEXT_MOST} characters.")
    return words


def _url(given: Mapping[str, Any], media_hosts: list[str]) -> str:
    value = given.get("url")
    if not door.may_fetch(value, media_hosts):
        raise Problem(422, "“url” must be an https address on one of the hosts that are listed for this site.")
    return str(value)


def _check_file(kind: str, text: str, file: BinaryIO) -> None:
    if text:
        raise Problem(422, "A message of the type “text” has no file.")
    if not is_fit(kind, file):
        raise Problem(415, "The file is not a picture or a recording, or not what “type” says.")


def _digest(words: dict[str, str], file: BinaryIO | None) -> str:
    whole = hashlib.sha256(json.dumps(words, sort_keys=True).encode())
    if file is not None:
        for chunk in iter(partial(file.read, SLACK), b""):
            whole.update(chunk)
        file.seek(0)
    return whole.hexdigest()
