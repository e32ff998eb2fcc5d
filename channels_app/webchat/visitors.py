"""Who writes to us through a site's chat: whoever holds a secret that their own browser made, unless the site signs for them."""

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from channels_app.models import WebChatSite
from history.models import Customer

SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 32 bytes in base64url
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)
LANGUAGE_MOST = 16


@dataclass(frozen=True)
class Visitor:
    """Somebody at one site. `external_id` is what the record calls them; a secret itself is not kept.

    `given_name` and `until` are of those for whom the site has signed: their name, and when the site's word runs out, in
    seconds since 1970. `email` is what the site has signed, else, as `said_name`, what they say of themselves.
    """

    site: WebChatSite
    external_id: str
    language: str
    given_name: str = ""
    email: str = ""
    said_name: str = ""
    until: float | None = None

    @property
    def name(self) -> str:
        """What agents call a visitor until they know better, in the visitor's language."""
        if self.given_name or self.said_name:
            return self.given_name or self.said_name
        return self._nameless(self.speaks)

    @property
    def placeholders(self) -> frozenset[str]:
        """What we call them for want of a name, in each language."""
        return frozenset(self._nameless(code) for code, _name in settings.LANGUAGES)

    def _nameless(self, language: str) -> str:
        with translation.override(language):
            return _("Visitor %(code)s") % {"code": self.external_id[-4:]}

    @property
    def speaks(self) -> str:
        """The language of ours that is nearest to the visitor's."""
        try:
            return translation.get_supported_language_variant((self.language or self.site.language).lower())
        except LookupError:
            return "en"

    @property
    def group(self) -> str:
        """The group of the visitor's sockets: every tab."""
        return group(self.site.pk, self.external_id)

    def customer(self) -> Customer | None:
        """The visitor in the record; None until they have written."""
        return Customer.objects.filter(channel_id=self.site.pk, external_id=self.external_id).first()


def recognise(site: WebChatSite, secret: object, language: object) -> Visitor:
    """The visitor who holds the secret. Raises ValueError for what is no secret; an odd language counts as none."""
    if not isinstance(secret, str):
        raise ValueError("A secret is text.")
    return Visitor(site=site, external_id=external_id(secret), language=spoken(language))


def external_id(secret: str) -> str:
    """The id in the record of whoever holds the secret. Raises ValueError unless it is 43 characters of base64url."""
    if not SECRET.fullmatch(secret):
        raise ValueError("A secret has 43 characters of base64url.")
    return f"v:{hashlib.sha256(secret.encode()).hexdigest()}"


def group(site_id: int, external_id: str) -> str:
    """The name of the visitor's group in the channel layer. One browser at two sites is two visitors."""
    return f"visitor.{site_id}.{hashlib.sha256(external_id.encode()).hexdigest()}"


def spoken(value: object) -> str:
    """The language that a browser or a site names; empty for what is none."""
    fits = isinstance(value, str) and len(value) <= LANGUAGE_MOST and LANGUAGE.fullmatch(value)
    return str(value) if fits else ""
