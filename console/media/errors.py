"""What a file can be refused for. The sentences are English sources: translate them where they are shown."""

from django.utils.translation import gettext_noop as _

EMPTY = _("The file is empty.")
TOO_BIG = _("The file is too large to be read.")
WEB_PAGE = _("A web page came in place of the file.")
ERROR_ANSWER = _("An error message came in place of the file.")

NOT_A_PICTURE = _("This is not a picture that can be shown. Use JPEG, PNG, GIF or WebP.")
AVIF = _("AVIF pictures can't be shown here. Save the picture as JPEG and send it again.")
SVG = _("SVG pictures are not accepted, because they can carry programs. Save the picture as PNG and send it again.")
DAMAGED_PICTURE = _("The picture is damaged or incomplete.")
TOO_MANY_PIXELS = _("The picture has more than 50 million pixels. Make it smaller and send it again.")
TOO_MUCH_ANIMATION = _("The animation is too long or too large. Shorten it and send it again.")
DOES_NOT_FIT = _("The picture can't be made small enough to be sent.")

NOT_A_SOUND = _("This is not a recording.")
NO_SOUND = _("There is no sound in this file.")
DAMAGED_SOUND = _("The recording is damaged or incomplete.")
TOO_HARD = _("Reading the recording took too long.")
UNKNOWN_SOUND = _("This kind of recording can't be played here. It can be downloaded.")

NOT_A_DOCUMENT = _("This kind of file can't be sent. Send a picture, a PDF, a text or an Office document.")
ARCHIVE = _("Archives can't be sent, nor documents with a password. Send what is in it, file by file.")
PROGRAMS = _("This document carries macros or other files. Save it without them and send it again.")
DAMAGED_DOCUMENT = _("The document is damaged or incomplete.")


class NotReadable(Exception):
    """A file that can't be shown or played. reason: a plain sentence in English, one of this module's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotPlayable(NotReadable):
    """Perhaps a good recording, of a kind that can't be decoded here. Offer it for download."""
