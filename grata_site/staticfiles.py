"""Static files named after their content, imports between JavaScript modules included, and without what only we read."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("console/", "webchat/", "cards/", "demo/", "panel/")
LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.MULTILINE | re.DOTALL)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
IMPORT = re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE)


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import "./x.js";` too. Django finds such a line only if the path starts with . or / and it ends in ;"""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Of ours the lean form is named and packed."""
        lean = {name: (_Lean(storage), path) for name, (storage, path) in paths.items() if name.startswith(OURS)}
        yield from super().post_process({**paths, **lean}, *args, **options)


class _Lean:
    """A storage of which scripts and styles are read without comments and indentation, and styles with what they import."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def open(self, path: str) -> Any:
        kind = PurePosixPath(path).suffix
        if kind == ".js":
            return ContentFile(lean_script(self._read(path)).encode())
        if kind == ".css":
            return ContentFile(lean_style(self._joined(path)).encode())
        return self._storage.open(path)

    def _read(self, path: str) -> str:
        with self._storage.open(path) as file:
            return str(file.read().decode())

    def _joined(self, path: str) -> str:
        folder = PurePosixPath(path).parent
        return IMPORT.sub(lambda found: self._read(str(folder / found[1])), self._read(path))


def lean_script(text: str) -> str:
    """Each line stays where it is, so that an error tells the line of the source. Only whole lines of comment go; a script
    in which a text goes over several lines stays as it is, because indentation may belong to the text.
    """
    bare = LINE_COMMENT.sub("", BLOCK_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text))
    is_plain = all(line.count("`") % 2 == 0 for line in bare.splitlines())
    return INDENT.sub("", bare) if is_plain else text


def lean_style(text: str) -> str:
    """The same for a style sheet, in which lines are nobody's address."""
    return "\n".join(line for line in INDENT.sub("", BLOCK_COMMENT.sub("", text)).splitlines() if line)
