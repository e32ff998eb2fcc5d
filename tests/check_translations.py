"""`python -m tests.check_translations`: every text of the product is translated, in the state the code is in now.

The messages are gathered afresh into a copy, so a text that was added or changed since the catalogues were last made is
found too. Exits 1 and names each fault.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_Hans", "zh_Hant")
_NOT_PRODUCT = shutil.ignore_patterns(".*", "var", "tests", "__pycache__", "*.mo")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main() -> int:
    """The exit status: 0 when nothing is missing."""
    if not _find_xgettext():
        print("translations: install GNU gettext (for example `apt-get install gettext`)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "grata"
        shutil.copytree(ROOT, copy, ignore=_NOT_PRODUCT)
        _make_messages(copy)
        found = [fault for language in LANGUAGES for fault in faults(copy, language)]
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


def faults(root: Path, language: str) -> Iterator[str]:
    """One line for each text of `language` that is missing, unsure, or has other placeholders than the English."""
    path = root / "grata_site" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if message.id and (trouble := fault(message)):
            yield f"translations: {language}: {trouble}: {_first(message.id)!r}"


def fault(message: Message) -> str:
    """What is wrong with one message; empty when nothing is."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wanted = _PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[-1])
    if not all(texts) or not texts:
        return "not translated"
    if message.fuzzy:
        return "marked fuzzy"
    if any(sorted(_PLACEHOLDER.findall(text)) != sorted(wanted) for text in texts):
        return f"placeholders differ from {', '.join(wanted) or 'none'}"
    return ""


def _find_xgettext() -> bool:
    """Installs it where that is ours to do: as root, on a system with apt."""
    if not shutil.which("xgettext") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=sys.stderr)
        subprocess.run(["apt-get", "install", "-y", "-qq", "gettext"], check=False, stdout=sys.stderr)
    return bool(shutil.which("xgettext") and shutil.which("msgmerge"))


def _make_messages(copy: Path) -> None:
    (copy / "grata_site" / "locale").mkdir(exist_ok=True)
    chosen = [part for language in LANGUAGES for part in ("-l", language)]
    command = [sys.executable, "manage.py", "makemessages", *chosen, "--no-obsolete", "-v", "0"]
    subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL)


def _first(identifier: str | tuple[str, ...] | list[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


if __name__ == "__main__":
    sys.exit(main())
