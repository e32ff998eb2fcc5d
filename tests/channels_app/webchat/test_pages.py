"""What a site's page loads from us."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from channels_app.models import WebChatSite
from tests.check_sizes import CHAT_MOST, PLAIN, SCRIPT_MOST, parts_of, squeezed, together


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"})


def frame_ancestors(site: WebChatSite, browser: Client) -> list[str]:
    policy = browser.get(f"/webchat/{site.slug}/frame/")["Content-Security-Policy"]
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    assert found
    return found[1].split()


def test_the_script_is_small(site: WebChatSite, browser: Client) -> None:
    answer = browser.get("/webchat/demo/widget.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert squeezed(answer.content) <= SCRIPT_MOST


def test_the_script_may_be_kept_for_a_short_time_and_read_as_nothing_else(site: WebChatSite, browser: Client) -> None:
    answer = browser.get("/webchat/demo/widget.js")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "max-age=300" in answer["Cache-Control"]


@pytest.mark.parametrize("page", ["widget.js", "frame/"])
def test_no_cookie_is_set(site: WebChatSite, browser: Client, page: str) -> None:
    assert not browser.get(f"/webchat/demo/{page}").cookies


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["widget.js", "frame/"])
def test_an_unknown_site_is_not_found(browser: Client, page: str) -> None:
    assert browser.get(f"/webchat/nowhere/{page}").status_code == 404


def test_only_the_sites_own_origins_may_frame_the_chat(site: WebChatSite, browser: Client) -> None:
    site.allowed_origins = ["https://www.harbour.example", "http://localhost:3000"]
    site.save()
    assert frame_ancestors(site, browser) == ["'self'", "https://www.harbour.example", "http://localhost:3000"]


@pytest.mark.parametrize(
    "bad",
    ["*", "https://*.example.com", "https://a.example; script-src *", "https:", "javascript:x", 7, None, "'none'"],
)
def test_an_origin_that_would_widen_the_rules_is_left_out(site: WebChatSite, browser: Client, bad: object) -> None:
    WebChatSite.objects.filter(pk=site.pk).update(allowed_origins=[bad, "https://www.harbour.example"])
    assert frame_ancestors(site, browser) == ["'self'", "https://www.harbour.example"]


def test_only_the_chats_own_page_may_be_framed_at_all(site: WebChatSite, browser: Client) -> None:
    assert "X-Frame-Options" not in browser.get("/webchat/demo/frame/")
    assert browser.get("/webchat/demo/widget.js")["X-Frame-Options"] == "DENY"
    assert browser.get("/login/")["X-Frame-Options"] == "DENY"


def test_the_page_carries_no_inline_script_or_style(site: WebChatSite, browser: Client) -> None:
    page = browser.get("/webchat/demo/frame/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_a_sites_name_is_shown_as_text(site: WebChatSite, browser: Client) -> None:
    site.name = '<img src=x> & "friends"'
    site.save()
    page = browser.get("/webchat/demo/frame/").content.decode()
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page


@pytest.mark.parametrize(("browser_speaks", "says"), [("zh-CN", "zh-hans"), ("zh-TW", "zh-hant"), ("fr", "en")])
def test_the_chat_speaks_the_browsers_language(
    site: WebChatSite, browser: Client, browser_speaks: str, says: str
) -> None:
    page = browser.get("/webchat/demo/frame/", headers={"accept-language": browser_speaks}).content.decode()
    assert f'<html lang="{says}">' in page


def test_everything_together_is_small(site: WebChatSite, browser: Client) -> None:
    names = ("widget.js", "frame/", "look.css")
    script, page, look = (browser.get(f"/webchat/demo/{name}").content for name in names)
    assert "console/js/push-to-talk.js" in parts_of(page.decode())
    assert together(script, page, look) <= CHAT_MOST


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    named = {"staticfiles": {"BACKEND": "grata_site.staticfiles.ModuleStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=root, STORAGES={**PLAIN, **named}):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])
    return root


@pytest.mark.parametrize("app", ["webchat", "demo"])
def test_modules_import_each_other_by_the_names_that_change_with_their_content(collected: Path, app: str) -> None:
    hashed = [path for path in (collected / app / "js").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imports = [name for path in hashed for name in re.findall(r'^import .*"(.+)";$', path.read_text(), re.M)]
    assert imports
    for name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), name
