"""The demo's cards, as a hotel has them. They are brought in once; then they belong to whoever edits them."""

from cards import pictures
from cards.models import Card, CardText
from grata_site.seed_pictures import DRAWINGS

CARDS = [
    # which drawing and link, then title and teaser in each language
    (
        "breakfast",
        {
            "en": (
                "Breakfast by the harbour",
                "Every day from 6:30 to 11, on the second floor. Fresh bread, fruit, congee.",
            ),
            "zh-hans": ("海景餐厅 · 早餐", "每日 6:30–11:00，二楼。现烤面包、新鲜水果、热粥。"),
            "zh-hant": ("海景餐廳 · 早餐", "每日 6:30–11:00，二樓。現烤麵包、新鮮水果、熱粥。"),
        },
    ),
    (
        "spa",
        {
            "en": ("Spa and sauna", "An hour of quiet: massages from 10 to 21. Guests enter the sauna free of charge."),
            "zh-hans": ("水疗与桑拿", "静享一小时：按摩服务 10:00–21:00，住客免费使用桑拿。"),
            "zh-hant": ("水療與桑拿", "靜享一小時：按摩服務 10:00–21:00，住客免費使用桑拿。"),
        },
    ),
    (
        "late-check-out",
        {
            "en": ("Late check-out", "Sleep in: keep your room until 14:00 on the day you leave."),
            "zh-hans": ("延迟退房", "睡到自然醒：退房当天房间可保留至 14:00。"),
            "zh-hant": ("延遲退房", "睡到自然醒：退房當天房間可保留至 14:00。"),
        },
    ),
    (
        "airport-transfer",
        {
            "en": (
                "Airport transfer",
                "A driver with your name at arrivals, day and night. Forty minutes to the hotel.",
            ),
            "zh-hans": ("机场接送", "司机举牌迎接，全天候服务，四十分钟直达酒店。"),
            "zh-hant": ("機場接送", "司機舉牌迎接，全天候服務，四十分鐘直達酒店。"),
        },
    ),
]


def seed_cards() -> None:
    """Brings in the demo's cards where there are none."""
    if Card.objects.exists():
        return
    for position, (subject, texts) in enumerate(CARDS, start=1):
        _card(position, subject, texts)


def _card(position: int, subject: str, texts: dict[str, tuple[str, str]]) -> None:
    card = Card.objects.create(position=position)
    name = pictures.store(DRAWINGS[subject]())
    for language, (title, teaser) in texts.items():
        link = f"https://www.example.com/{language}/{subject}"
        CardText.objects.create(card=card, language=language, title=title, teaser=teaser, link=link, picture=name)
