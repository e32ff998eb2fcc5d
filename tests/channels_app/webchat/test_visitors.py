"""Who a visitor is."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from channels_app.models import WebChatSite
from channels_app.webchat import visitors
from tests.channels_app.webchat.tabs import secret_of


@given(st.text(max_size=60))
def test_only_43_characters_of_base64url_are_a_secret(text: str) -> None:
    if re.fullmatch(r"[A-Za-z0-9_-]{43}", text, re.ASCII):
        assert visitors.external_id(text).startswith("v:")
    else:
        with pytest.raises(ValueError, match="43"):
            visitors.external_id(text)


def test_a_line_break_after_the_secret_is_noticed() -> None:
    with pytest.raises(ValueError, match="43"):
        visitors.external_id(secret_of("Daniel") + "\n")


@given(st.text(max_size=191))
def test_a_group_has_a_name_that_the_channel_layer_takes(external_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,99}", visitors.group(2**62, external_id), re.ASCII)


@pytest.mark.parametrize(
    ("language", "kept", "speaks"),
    [
        ("zh-CN", "zh-CN", "zh-hans"),
        ("zh-TW", "zh-TW", "zh-hant"),
        ("zh-HK", "zh-HK", "zh-hant"),
        ("en-GB", "en-GB", "en"),
        ("fr", "fr", "en"),
        ("x" * 40, "", "en"),
        ("<b>", "", "en"),
        ("zh-Hant-TW-extra-long", "", "en"),
        (None, "", "en"),
    ],
)
def test_the_browsers_language_is_kept_if_it_is_one(language: object, kept: str, speaks: str) -> None:
    visitor = visitors.recognise(WebChatSite(slug="demo"), secret_of("Daniel"), language)
    assert (visitor.language, visitor.speaks) == (kept, speaks)


def test_the_name_does_not_depend_on_who_asks() -> None:
    visitor = visitors.recognise(WebChatSite(slug="demo"), secret_of("Daniel"), "en")
    with translation.override("zh-hans"):
        assert visitor.name == f"Visitor {visitor.external_id[-4:]}"
