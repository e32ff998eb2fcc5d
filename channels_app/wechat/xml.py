"""XML of unknown origin into plain dicts, with a limit on everything that could grow."""

from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

DEEPEST = 16
MOST_NODES = 2_000
# XML 1.0 forbids these even escaped, yet phones send them: better to lose the character than the message.
FORBIDDEN = bytes(set(range(32)) - {9, 10, 13})


class PayloadError(ValueError):
    """The body is not XML that WeChat would send; the text says why."""


def parse(xml: bytes) -> dict[str, Any]:
    """The root's children: texts as they are, nested elements as dicts, repeated ones as lists.

    Refuses DTDs, entities, deep nesting and too many nodes with PayloadError; the caller limits the size.
    """
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(xml.translate(None, FORBIDDEN))
        parser.close()
    except (ParseError, DefusedXmlException) as error:
        raise PayloadError(f"not safe, well-formed XML: {type(error).__name__}") from error
    except (LookupError, UnicodeError) as error:
        raise PayloadError("unknown text encoding") from error
    except ValueError as error:
        raise PayloadError(str(error)) from error
    return builder.root()


class _Node:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.children: dict[str, Any] = {}

    def add(self, tag: str, value: Any) -> None:
        if tag not in self.children:
            self.children[tag] = value
        elif isinstance(self.children[tag], list):
            self.children[tag].append(value)
        else:
            self.children[tag] = [self.children[tag], value]

    def value(self) -> Any:
        return self.children or "".join(self.texts)


class _Builder:
    """The parser's target: builds dicts instead of a tree, and stops a hostile document while it is being read."""

    def __init__(self) -> None:
        self._open = [_Node()]
        self._nodes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if len(self._open) > DEEPEST or self._nodes > MOST_NODES:
            raise PayloadError("too deep or too many nodes")
        self._open.append(_Node())

    def data(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def end(self, tag: str) -> None:
        node = self._open.pop()
        self._open[-1].add(tag, node.value())

    def root(self) -> dict[str, Any]:
        (root,) = self._open[0].children.values()
        return root if isinstance(root, dict) else {}

    def close(self) -> None:
        """The parser wants to be able to call this."""
