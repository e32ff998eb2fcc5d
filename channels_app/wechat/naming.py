"""What customers are called who have no name yet: WeChat tells us nobody's."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from channels_app.wechat.api.core import cleaned
from channels_app.wechat.api.people import LONGEST_REMARK

NAME_END = 4  # characters of the OpenID in a customer's first name: WeChat tells no nickname since 2021


def automatic(openid: str) -> str:
    """The name that somebody has until people give them another."""
    return _("WeChat user %(code)s") % {"code": openid[-NAME_END:]}


def is_automatic(name: str, openid: str) -> bool:
    """Whether nobody gave that name, in whatever language it was made."""
    return any(name == _automatic_in(language, openid) for language, _label in settings.LANGUAGES)


def as_remark(name: str) -> str:
    """As much of the name as WeChat has room for."""
    return cleaned(name)[:LONGEST_REMARK].strip()


def _automatic_in(language: str, openid: str) -> str:
    with translation.override(language):
        return automatic(openid)
