from django.utils.translation import gettext


def kind_name(kind: str) -> str:
    """A kind of message in words, where it has no text of its own; "" for text and what nobody knows."""
    return {
        "image": gettext("Picture"),
        "voice": gettext("Voice message"),
        "video": gettext("Video"),
        "file": gettext("File"),
        "location": gettext("Location"),
        "link": gettext("Link"),
        "app_page": gettext("Mini-program page"),
        "card": gettext("Card"),
        "other": gettext("Message that can't be shown"),
        "unsupported": gettext("Message that can't be shown"),
    }.get(kind, "")
