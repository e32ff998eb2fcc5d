"""Hostile values, and how many of them a test takes."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

ALL_CHECKS = list(HealthCheck)
BORDERS = [
    "",
    "\0",
    "\ud800",
    "﷽" * 20,
    "\u202e",
    "9" * 400,
    "-1",
    "1e999",
    "<",
    "]]>",
    "&#0;",
    "{{7*7}}",
    "../../etc/passwd",
]
NODES = (
    "ToUserName FromUserName OpenID CreateTime MsgType Event EventKey Content MsgId PicUrl MediaId Format Recognition "
)
NODES += "ThumbMediaId Location_X Location_Y Scale Label Title Description Url Latitude Longitude Precision Encrypt List item"
KINDS = ["text", "image", "voice", "video", "shortvideo", "location", "link", "event", "miniprogrampage", "nonsense"]
EVENTS = [
    "subscribe",
    "unsubscribe",
    "LOCATION",
    "CLICK",
    "VIEW",
    "user_authorization_revoke",
    "kf_create_session",
    "nonsense",
]

words = st.one_of(st.sampled_from(BORDERS), st.text(max_size=40), st.integers().map(str), st.floats().map(str))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=8,
)


def some(examples: int) -> settings:
    """So many examples, the same ones in every run."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=ALL_CHECKS
    )


def wrapped(text: str) -> str:
    """As a CDATA section cannot be left."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


@st.composite
def deliveries(draw: Any) -> bytes:
    """XML of the shape of WeChat's, with anything in its nodes."""
    nodes = draw(st.dictionaries(st.sampled_from(NODES.split()), words, max_size=10))
    nodes |= {"MsgType": draw(st.sampled_from(KINDS)), "Event": draw(st.sampled_from(EVENTS))}
    if draw(st.booleans()):
        nodes |= {"FromUserName": "oChen", "CreateTime": "1763900000", "MsgId": "1"}
    inside = "".join(f"<{name}>{wrapped(text)}</{name}>" for name, text in nodes.items())
    return f"<xml>{inside}</xml>".encode(errors="replace")


def like(known: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The known object with some of its values replaced by anything."""
    return st.dictionaries(st.sampled_from(sorted(known)), values, max_size=3).map(lambda other: known | other)
