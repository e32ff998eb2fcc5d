"""WeChat's emoticons as plain emoji, in chats and in lists."""

import pytest

from channels_app.models import WebChatSite, WeChatAccount
from console import emoji, frames, queries
from console.emoticons import Emoticon, tokens
from history.models import Message
from tests.conftest import writes

SMILE = '<span class="emoticon" role="img" aria-label="{0}" title="{0}">🙂</span>'


@pytest.mark.parametrize("code", ["/::)", "[微笑]", "[Smile]"])
def test_every_way_to_write_it_is_drawn_alike(wechat: WeChatAccount, code: str) -> None:
    assert f">Hi {SMILE.format('Smile')} you</p>" in _html(writes(wechat, "yu", f"Hi {code} you"))


@pytest.mark.parametrize(("language", "name"), [("en", "Smile"), ("zh-hans", "微笑"), ("zh-hant", "微笑")])
def test_its_name_is_in_the_readers_language(wechat: WeChatAccount, language: str, name: str) -> None:
    assert SMILE.format(name) in _html(writes(wechat, "yu", "/::)"), language)


def test_what_has_no_emoji_stays_a_name(wechat: WeChatAccount) -> None:
    html = _html(writes(wechat, "yu", "[社会社会]/:jump"), "zh-hans")
    assert '<span class="emoticon-name">[社会社会]</span><span class="emoticon-name">[跳跳]</span>' in html


def test_codes_with_angle_brackets_are_drawn_and_markup_is_not(wechat: WeChatAccount) -> None:
    html = _html(writes(wechat, "yu", "/::<<b>x</b>/:<W>&amp;/:&-(\"'"))
    assert "😢" in html
    assert "🍉&amp;amp;" in html.replace("</span>", "")
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>" not in html


def test_addresses_beside_them_can_be_followed(wechat: WeChatAccount) -> None:
    html = _html(writes(wechat, "yu", "/:rose https://grata.test/a /:sun"))
    assert '🌹</span> <a href="https://grata.test/a"' in html
    assert "☀️" in html


def test_on_other_channels_they_are_just_text(site: WebChatSite) -> None:
    message = writes(site, "daniel", "See [Smile] /::)")
    assert "See [Smile] /::)" in _html(message)
    assert "See [Smile] /::)" in _entry(message)


def test_lists_show_them_too(wechat: WeChatAccount) -> None:
    entry = _entry(writes(wechat, "yu", "Hi /::) [社会社会] <b>"))
    assert "Hi 🙂 [Respect] &lt;b&gt;" in entry


def test_private_letters_of_old_phones_become_emoji(wechat: WeChatAccount) -> None:
    assert "👻" in _html(writes(wechat, "yu", "\ue11b"))


def test_the_table_names_known_emoticons_only() -> None:
    keys = {piece.names.key for name in emoji.NEAREST for piece in tokens(f"[{name}]") if isinstance(piece, Emoticon)}
    assert keys == set(emoji.NEAREST)
    assert all(letter and not letter.isascii() for letter in emoji.NEAREST.values())


def _html(message: Message, language: str = "en") -> str:
    return str(frames.message(Message.objects.get(pk=message.pk), language)["html"])


def _entry(message: Message) -> str:
    return str(frames.chat(queries.listed().get(pk=message.conversation_id), "en")["html"])
