"""The main job: customers write, one agent has each chat, the answers arrive; then it is closed, and they come back."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import Agent, Cast, Phone, Visitor, said

DOCS = Path(__file__).resolve().parents[2] / "docs" / "images"


def test_two_agents_serve_two_customers_from_first_word_to_return(cast: Cast) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    xiaoyu, daniel = cast.phone(), cast.visitor()
    _both_write(xiaoyu, daniel, lin, marco)
    _each_takes_one(lin, marco)
    _answers_arrive(lin, marco, xiaoyu, daniel)
    _picture(lin.page, "console")
    _closed_and_back(lin, marco, xiaoyu)


def _both_write(xiaoyu: Phone, daniel: Visitor, lin: Agent, marco: Agent) -> None:
    xiaoyu.say("你好，我明天入住，想问一下房间")
    for agent in (lin, marco):
        expect(agent.page.get_by_role("button", name="Next customer, 1 waiting")).to_be_visible()
    daniel.say("Is late check-out possible on Sunday?")
    for agent in (lin, marco):
        expect(agent.page.get_by_role("button", name="Next customer, 2 waiting")).to_be_visible()


def _each_takes_one(lin: Agent, marco: Agent) -> None:
    lin.next_customer.click()
    expect(said(lin.log, "你好，我明天入住")).to_be_visible()
    marco.claim("Visitor")
    expect(said(marco.log, "Is late check-out possible")).to_be_visible()
    for agent in (lin, marco):
        expect(agent.page.get_by_role("button", name="Next customer, 0 waiting")).to_be_visible()
        expect(agent.page.get_by_role("list", name="My chats").get_by_role("button")).to_have_count(1)


def _answers_arrive(lin: Agent, marco: Agent, xiaoyu: Phone, daniel: Visitor) -> None:
    lin.answer("您好，我是林薇，很高兴为您服务。")
    expect(said(xiaoyu.log, "我是林薇")).to_be_visible()
    expect(said(lin.log, "我是林薇").get_by_text("Sent")).to_be_attached()
    marco.answer("Of course, Daniel. Until 2 pm at no charge.")
    expect(said(daniel.log, "Until 2 pm")).to_be_visible()
    xiaoyu.say("请问早餐几点开始？")
    expect(said(lin.log, "请问早餐几点开始")).to_be_visible()


def _closed_and_back(lin: Agent, marco: Agent, xiaoyu: Phone) -> None:
    lin.close_chat()
    expect(lin.page.get_by_role("list", name="History").get_by_role("button").first).to_be_visible()
    expect(lin.page.get_by_role("list", name="My chats").get_by_role("button")).to_have_count(0)
    xiaoyu.say("我又来了")
    lin.page.get_by_role("dialog", name=re.compile("is back$")).get_by_role("button", name="Not now").click()
    expect(marco.page.get_by_role("button", name="Next customer, 1 waiting")).to_be_visible()
    marco.next_customer.click()
    for text in ("你好，我明天入住", "我是林薇", "请问早餐几点开始", "我又来了"):
        expect(said(marco.log, text)).to_be_visible()
    marco.answer("欢迎回来！")
    expect(said(xiaoyu.log, "欢迎回来")).to_be_visible()


def _picture(page: Page, name: str) -> None:
    """The README's picture, renewed by `GRATA_PICTURES=1 make test`."""
    if os.environ.get("GRATA_PICTURES"):
        DOCS.mkdir(exist_ok=True)
        page.screenshot(path=DOCS / f"{name}.png")
