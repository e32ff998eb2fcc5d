import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_app.models.secret_field import SecretField
from history.models import Channel

CARRIES = ["image", "voice", "card"]
# What stands in a header must not end it or widen it, whoever typed it: a scheme, a host, perhaps a port, no wildcard.
ORIGIN = re.compile(r"https?://([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)
COLOUR = r"^#[0-9A-Fa-f]{6}\Z"  # it goes into style sheets as it is
PATTERN = re.compile(r"[/*][^\s?#]{0,199}")
PATTERNS_MOST = 50


def origins(value: object) -> None:
    """Each is a scheme, a host and perhaps a port: what browsers send as Origin. Raises ValidationError."""
    if not isinstance(value, list) or not all(isinstance(item, str) and ORIGIN.fullmatch(item) for item in value):
        raise ValidationError(_("List origins such as https://www.example.com, without a path."))


def patterns(value: str) -> None:
    """Paths with stars, one a line. Raises ValidationError."""
    lines = value.split()
    if len(lines) > PATTERNS_MOST or not all(PATTERN.fullmatch(line) for line in lines):
        raise ValidationError(
            _("List paths such as /shop/*, one on each line, without a host and without a question mark.")
        )


class WebChatSite(Channel):
    """A site that carries our chat: who may embed it, how it looks there, and the secrets that the site signs with.

    Its key is the channel's slug. While the identity secret is being changed, the one before is taken too.
    """

    class Asked(models.TextChoices):
        NOT = "", _("Not asked")
        OPTIONAL = "optional", _("Asked, may be left out")
        REQUIRED = "required", _("Required")

    class Side(models.TextChoices):
        RIGHT = "right", _("Right")
        LEFT = "left", _("Left")

    allowed_origins = models.JSONField(
        _("allowed origins"),
        default=list,
        blank=True,
        validators=[origins],
        help_text=_('Of the pages that carry the chat, as browsers send them: ["https://www.example.com"].'),
    )
    webhook_secret = SecretField(_("webhook secret"), max_length=128, blank=True)
    identity_secret = SecretField(_("identity secret"), max_length=128, blank=True, editable=False)
    previous_identity_secret = SecretField(max_length=128, blank=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=16,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Of the button and the chat, for every visitor. Empty: the one that the visitor's browser speaks."),
    )
    side = models.CharField(
        _("side"),
        max_length=8,
        choices=Side.choices,
        default=Side.RIGHT,
        help_text=_("The side of the page on which the button and the chat stand."),
    )
    bottom = models.PositiveSmallIntegerField(
        _("distance from the bottom"),
        default=20,
        validators=[MaxValueValidator(400)],
        help_text=_("In pixels: more, where something of the page's own is in that corner."),
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#0b7a5b",
        validators=[RegexValidator(COLOUR, _("Write the colour as # and six digits, such as #0b7a5b."))],
        help_text=_("Of the button and the chat. The colour of the text on it is chosen so that it can be read."),
    )
    button_hidden = models.BooleanField(
        _("without our button"),
        default=False,
        help_text=_("The chat is opened by the page's own button, or by a script."),
    )
    own_button = models.CharField(
        _("the page's own button"),
        max_length=64,
        blank=True,
        validators=[
            RegexValidator(r"^[A-Za-z_-][A-Za-z0-9_-]*\Z", _("Write one id or class, without a dot or a hash."))
        ],
        help_text=_("An id or a class: whatever on the page has it opens the chat when it is pressed."),
    )
    hidden_in_landscape = models.BooleanField(
        _("no button on a phone held sideways"),
        default=True,
        help_text=_("There is little room on it. A chat that is open stays."),
    )
    pages_shown = models.TextField(
        _("pages with the button"),
        blank=True,
        validators=[patterns],
        help_text=_("Paths, one on each line; * stands for anything: /shop/*. Empty: all pages."),
    )
    pages_hidden = models.TextField(
        _("pages without the button"),
        blank=True,
        validators=[patterns],
        help_text=_("Likewise. They count more than those with the button."),
    )
    sound = models.BooleanField(
        _("sound"),
        default=False,
        help_text=_("A short sound tells of a new message while the chat is closed or out of sight."),
    )
    asks_name = models.CharField(
        _("name, before the first message"), max_length=8, blank=True, default="", choices=Asked.choices
    )
    asks_email = models.CharField(
        _("e-mail, before the first message"),
        max_length=8,
        blank=True,
        default="",
        choices=Asked.choices,
        help_text=_("Visitors for whom the site signs are not asked. What they say is not checked."),
    )
    greeting_en = models.CharField(
        _("line in an empty chat, in English"),
        max_length=200,
        blank=True,
        help_text=_("Stands in the chat until somebody has written. Empty: a line of ours."),
    )
    greeting_zh_hans = models.CharField(_("the same in simplified Chinese"), max_length=200, blank=True)
    greeting_zh_hant = models.CharField(_("the same in traditional Chinese"), max_length=200, blank=True)
    shows_drafts = models.BooleanField(
        _("show agents what visitors are typing"),
        default=True,
        help_text=_("Agents see a visitor’s words before they are sent. Say so in the site’s privacy notice."),
    )

    class Meta:
        verbose_name = _("web chat site")
        verbose_name_plural = _("web chat sites")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind, self.carries = Channel.Kind.WEBCHAT, CARRIES
        super().save(*args, **kwargs)

    @property
    def key(self) -> str:
        """What stands in the site's script tag."""
        return self.slug

    def greeting(self, language: str) -> str:
        """The line in an empty chat, in one of our languages; empty if there is none in it."""
        return str(getattr(self, f"greeting_{language.replace('-', '_')}", ""))
