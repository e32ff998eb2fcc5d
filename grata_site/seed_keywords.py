"""The demo's keyword reply, as a hotel has it. It is brought in once; then it belongs to whoever edits it."""

from console.models import Keyword, KeywordReply, KeywordReplyText

KEYWORDS = ("wifi", "WLAN", "无线")
TEXTS = {
    "en": "Our network is called Harbour. The password is on the card beside your bed.",
    "zh-hans": "我们的无线网络名称是 Harbour，密码印在床头的卡片上。",
    "zh-hant": "我們的無線網路名稱是 Harbour，密碼印在床頭的卡片上。",
}


def seed_keywords() -> None:
    """Brings in the demo's keyword reply where there is none."""
    if KeywordReply.objects.exists():
        return
    reply = KeywordReply.objects.create(in_hours_too=True)
    for words in KEYWORDS:
        Keyword.objects.create(reply=reply, words=words)
    for language, text in TEXTS.items():
        KeywordReplyText.objects.create(reply=reply, language=language, text=text)
