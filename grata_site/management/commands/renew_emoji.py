"""Makes the composer's emoji anew out of the npm package emojibase-data (MIT): `npm pack emojibase-data`, unpack it, and
give the folder's path. Done by hand when emoji are added to what most phones can draw."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

OURS = {"en": "en", "zh-hans": "zh", "zh-hant": "zh-hant"}
NEWEST = 13.1  # of 2020: customers' phones, too, must have them
WORDS_MOST = 8  # besides the name
# By their numbers there. Flags are left out, because Windows draws none; so are the parts of which others are made.
GROUPS = {
    0: {"en": "Smileys and emotion", "zh-hans": "笑脸与情感", "zh-hant": "笑臉與情感"},
    1: {"en": "People and body", "zh-hans": "人物与身体", "zh-hant": "人物與身體"},
    3: {"en": "Animals and nature", "zh-hans": "动物与自然", "zh-hant": "動物與自然"},
    4: {"en": "Food and drink", "zh-hans": "食物与饮料", "zh-hant": "食物與飲料"},
    5: {"en": "Travel and places", "zh-hans": "旅行与地点", "zh-hant": "旅行與地點"},
    6: {"en": "Activities", "zh-hans": "活动", "zh-hant": "活動"},
    7: {"en": "Objects", "zh-hans": "物品", "zh-hant": "物品"},
    8: {"en": "Symbols", "zh-hans": "符号", "zh-hant": "符號"},
}
HERE = settings.BASE_DIR / "console" / "static" / "console" / "emoji"


class Command(BaseCommand):
    help = "Makes the composer's emoji anew out of a folder with the npm package emojibase-data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for ours, theirs in OURS.items():
            data = self._data(options["folder"] / theirs / "data.json")
            groups = [{"name": names[ours], "emoji": _of(group, data)} for group, names in GROUPS.items()]
            text = json.dumps(groups, ensure_ascii=False, separators=(",", ":"))
            (HERE / f"{ours}.json").write_text(f"{text}\n")

    def _data(self, file: Path) -> list[dict[str, Any]]:
        """In the order in which keyboards show them."""
        try:
            return sorted(json.loads(file.read_text()), key=lambda one: one.get("order", 0))
        except FileNotFoundError as missing:
            raise CommandError(f"This is not emojibase-data: {missing}.") from None


def _of(group: int, data: list[dict[str, Any]]) -> list[list[str]]:
    found = [one for one in data if one.get("group") == group and one["version"] <= NEWEST]
    return [[one["emoji"], one["label"].lower(), _words(one)] for one in found]


def _words(one: dict[str, Any]) -> str:
    others = [tag.lower() for tag in one.get("tags", []) if tag.lower() not in one["label"].lower()]
    return " ".join(others[:WORDS_MOST])
