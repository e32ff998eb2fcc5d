"""Links to the files of a chat, for those who can't sign in. Each opens one file, for some days, and says nothing else.

A link is the same all day long, so that browsers fetch a file once.
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from history.models import Attachment

DAYS = 7

_signer = Signer(salt="channels_app.webchat.file_links")


def address(attachment: Attachment, *, key: str) -> str:
    """Where the file is to be had, on the site's own pages of ours: a path without the host."""
    until = timezone.now().toordinal() + DAYS
    signed = _signer.sign_object([attachment.pk, until])
    return reverse("webchat:file", args=[key, signed])


def attachment_id(signed: str) -> int | None:
    """The file to which the link leads; None for a link that is not ours, or over."""
    try:
        pk, until = _signer.unsign_object(signed)
    except (BadSignature, ValueError):
        return None
    return int(pk) if timezone.now().toordinal() <= until else None
