"""Lengths of time in words, in the reader's language."""

from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86_400


def spoken(seconds: float) -> str:
    """Two units at most: 42 s, 3 min 20 s, 2 h 05 min, 4 d 3 h."""
    whole = round(seconds)
    if whole < MINUTE:
        return _("%(s)d s") % {"s": whole}
    if whole < HOUR:
        return _("%(min)d min %(s)02d s") % {"min": whole // MINUTE, "s": whole % MINUTE}
    if whole < DAY:
        return _("%(h)d h %(min)02d min") % {"h": whole // HOUR, "min": whole % HOUR // MINUTE}
    return _("%(d)d d %(h)d h") % {"d": whole // DAY, "h": whole % DAY // HOUR}
