"""The demo's quick replies, as a hotel has them. They are brought in once; then they belong to whoever edits them."""

from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyCategoryName, QuickReplyText

Texts = dict[str, tuple[str, str]]

CATEGORIES = {
    "stay": {"en": "Arrival and departure", "zh-hans": "入住与退房", "zh-hant": "入住與退房"},
    "house": {"en": "In the house", "zh-hans": "酒店设施", "zh-hant": "飯店設施"},
    "around": {"en": "Getting around", "zh-hans": "交通", "zh-hant": "交通"},
}
# category, whether it is a default one, then title and text in each language
REPLIES: list[tuple[str, bool, Texts]] = [
    (
        "",
        True,
        {
            "en": ("Greeting", "Hello $customername, this is $agentname from Harbour Hotel. How may I help you?"),
            "zh-hans": ("问候", "您好，$customername！我是海港酒店的$agentname，请问有什么可以帮您？"),
            "zh-hant": ("問候", "您好，$customername！我是海港飯店的$agentname，請問有什麼可以為您服務？"),
        },
    ),
    (
        "",
        True,
        {
            "en": ("One moment", "One moment, please: I am looking into it for you."),
            "zh-hans": ("请稍等", "请稍等，我马上为您查询。"),
            "zh-hant": ("請稍候", "請稍候，我馬上為您查詢。"),
        },
    ),
    (
        "stay",
        False,
        {
            "en": ("Check-in", "Your room is ready from 15:00. You may leave your luggage with us before that."),
            "zh-hans": ("入住时间", "客房 15:00 起可以入住，在此之前您可以先寄存行李。"),
            "zh-hant": ("入住時間", "客房 15:00 起可以入住，在此之前您可以先寄放行李。"),
        },
    ),
    (
        "stay",
        False,
        {
            "en": ("Late check-out", "You may keep your room until 14:00 at no charge. Shall I note that for you?"),
            "zh-hans": ("延迟退房", "您可以免费延迟退房至 14:00，需要我为您登记吗？"),
            "zh-hant": ("延遲退房", "您可以免費延遲退房至 14:00，需要我為您登記嗎？"),
        },
    ),
    (
        "house",
        False,
        {
            "en": ("Breakfast hours", "Breakfast is served every day from 6:30 to 11, on the second floor."),
            "zh-hans": ("早餐时间", "早餐每天 6:30 到 11:00，在二楼海景餐厅。"),
            "zh-hant": ("早餐時間", "早餐每天 6:30 到 11:00，在二樓海景餐廳。"),
        },
    ),
    (
        "house",
        False,
        {
            "en": ("WiFi", "The network is HarbourGuest. The password is your room number and your family name."),
            "zh-hans": ("无线网络", "无线网络名称为 HarbourGuest，密码是您的房号加姓氏拼音。"),
            "zh-hant": ("無線網路", "無線網路名稱為 HarbourGuest，密碼是您的房號加姓氏拼音。"),
        },
    ),
    (
        "around",
        False,
        {
            "en": ("Airport transfer", "A driver can meet you at arrivals, day and night. Which flight do you take?"),
            "zh-hans": ("机场接送", "我们可以全天候安排司机到机场接您，请告诉我您的航班号。"),
            "zh-hant": ("機場接送", "我們可以全天候安排司機到機場接您，請告訴我您的航班編號。"),
        },
    ),
    (
        "around",
        False,
        {"en": ("Parking", "There is a garage under the house, 12 a day. No booking is needed.")},
    ),
]


def seed_quick_replies() -> None:
    """Brings in the demo's quick replies where there are none."""
    if QuickReply.objects.exists():
        return
    categories: dict[str, QuickReplyCategory | None] = {"": None}
    for position, (key, names) in enumerate(CATEGORIES.items(), start=1):
        categories[key] = _category(position, names)
    for position, (key, is_default, texts) in enumerate(REPLIES, start=1):
        _reply(position, categories[key], is_default, texts)


def _category(position: int, names: dict[str, str]) -> QuickReplyCategory:
    category = QuickReplyCategory.objects.create(position=position)
    for language, name in names.items():
        QuickReplyCategoryName.objects.create(category=category, language=language, name=name)
    return category


def _reply(position: int, category: QuickReplyCategory | None, is_default: bool, texts: Texts) -> None:
    reply = QuickReply.objects.create(position=position, category=category, is_default=is_default)
    for language, (title, text) in texts.items():
        QuickReplyText.objects.create(reply=reply, language=language, title=title, text=text)
