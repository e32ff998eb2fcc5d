"""What a site's settings make of the script that its pages carry."""

import gzip
import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from channels_app.models import WebChatSite
from channels_app.webchat import loader

KILO = 1000


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"})


def script(browser: Client) -> str:
    return browser.get("/webchat/demo/widget.js").content.decode()


def setup(browser: Client) -> dict[str, Any]:
    found = re.search(r"const setup = (\{.*\});", script(browser))
    assert found
    made: dict[str, Any] = json.loads(found[1])
    return made


def test_the_script_stays_small_with_every_setting_used(site: WebChatSite, browser: Client) -> None:
    site.own_button, site.pages_hidden, site.language = "open-the-chat", "/checkout/*\n/account/*", "zh-hant"
    site.save()
    assert len(gzip.compress(script(browser).encode(), 9)) <= 3 * KILO


def test_the_script_names_its_button_in_every_language(site: WebChatSite, browser: Client) -> None:
    texts = setup(browser)["texts"]
    assert set(texts) == {"en", "zh-hans", "zh-hant"}
    assert texts["en"][0] == "Open chat"


def test_a_module_of_another_origin_may_load_the_script(site: WebChatSite, browser: Client) -> None:
    answer = browser.get("/webchat/demo/widget.js")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert setup(browser)["url"] == "http://localhost/webchat/demo/widget.js"


def test_the_settings_reach_the_page(site: WebChatSite, browser: Client) -> None:
    site.side, site.bottom, site.colour, site.own_button = "left", 96, "#ffe000", "talk"
    site.button_hidden, site.language = True, "zh-hans"
    site.save()
    made, text = setup(browser), script(browser)
    assert (made["side"], made["own"], made["button"], made["language"]) == ("left", "talk", False, "zh-hans")
    assert "bottom:96px" in text
    assert "background:#ffe000;color:#000000" in text


@pytest.mark.parametrize("hidden", [True, False])
def test_the_button_leaves_a_phone_held_sideways_if_it_is_to(site: WebChatSite, browser: Client, hidden: bool) -> None:
    site.hidden_in_landscape = hidden
    site.save()
    assert ("orientation:landscape" in script(browser)) is hidden


def test_a_setting_can_not_break_out_of_the_script(site: WebChatSite, browser: Client) -> None:
    WebChatSite.objects.filter(pk=site.pk).update(own_button='"};alert(1);//</script>', pages_shown="/`${alert(1)}")
    assert setup(browser)["own"] == '"};alert(1);//</script>'
    assert "</script" not in script(browser)


@pytest.mark.parametrize(
    ("shown", "hidden", "path", "fits"),
    [
        ("", "", "/anything", True),
        ("/shop/*", "", "/shop/", True),
        ("/shop/*", "", "/shop/rooms/7", True),
        ("/shop/*", "", "/shops", False),
        ("/shop/*", "", "/en/shop/", False),
        ("*/shop/*", "", "/en/shop/", True),
        ("/a.html", "", "/a.html", True),
        ("/a.html", "", "/abhtml", False),
        ("/a+b|c", "", "/a+b|c", True),
        ("/预订/*", "", "/%E9%A2%84%E8%AE%A2/1", True),
        ("/\n/shop/*", "/shop/cart", "/", True),
        ("/\n/shop/*", "/shop/cart", "/shop/cart", False),
        ("", "/checkout*", "/checkout/pay", False),
        ("", "/checkout*", "/check", True),
    ],
)
def test_patterns_choose_the_pages(shown: str, hidden: str, path: str, fits: bool) -> None:
    # What we make of them means the same in Python as in JavaScript.
    assert bool(re.search(loader.pages(shown, hidden), path)) is fits


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"),
        ("colour", "#0b7a5b;}"),
        ("colour", "#0b7a5b\n"),
        ("own_button", ".talk"),
        ("own_button", "two words"),
        ("pages_shown", "https://www.example.com/shop/*"),
        ("pages_shown", "shop"),
        ("pages_hidden", "/shop?x=1"),
        ("pages_hidden", "/a\n" * 51),
        ("bottom", 401),
        ("side", "top"),
        ("language", "fr"),
    ],
)
def test_a_setting_that_can_not_be_is_refused(site: WebChatSite, field: str, value: object) -> None:
    setattr(site, field, value)
    with pytest.raises(ValidationError) as refused:
        site.full_clean()
    assert set(refused.value.message_dict) == {field}


def test_the_frame_has_the_sites_colours_and_its_own_greeting(site: WebChatSite, browser: Client) -> None:
    site.colour, site.greeting_en, site.greeting_zh_hant = "#7a0b5b", "Ahoy <b>", "您好"
    site.save()
    assert "--brand: #7a0b5b;" in browser.get("/webchat/demo/look.css").content.decode()
    assert "Ahoy &lt;b&gt;" in browser.get("/webchat/demo/frame/").content.decode()
    assert "您好" in browser.get("/webchat/demo/frame/?lang=zh-hant").content.decode()


@pytest.mark.parametrize(
    ("sites", "asked", "browsers", "says", "forced"),
    [
        ("", "", "zh-TW", "zh-hant", ""),
        ("", "", "zh-Hans-HK", "zh-hans", ""),
        ("", "", "zh-SG", "zh-hans", ""),
        ("", "", "zh-MO", "zh-hant", ""),
        ("zh-hans", "", "en", "zh-hans", "zh-hans"),
        ("zh-hans", "en", "zh-TW", "en", "en"),
        ("", "<b>", "en", "en", ""),
        ("", "fr", "zh-TW", "zh-hant", ""),
    ],
)
def test_the_page_decides_on_the_language_then_the_site_then_the_browser(
    site: WebChatSite, browser: Client, sites: str, asked: str, browsers: str, says: str, forced: str
) -> None:
    site.language = sites
    site.save()
    address, speaks = f"/webchat/demo/frame/?lang={asked}", {"accept-language": browsers}
    page = browser.get(address, headers=speaks).content.decode()
    assert f'<html lang="{says}">' in page
    assert f'data-language="{forced}"' in page
