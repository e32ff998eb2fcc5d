from django.utils.translation import gettext as _

from console.refusals import Unfit


def switch(value: str) -> bool:
    """What a form says that is "on" or "off". Raises Unfit for what is neither."""
    if value not in ("on", "off"):
        raise Unfit(_("A switch is on or off."))
    return value == "on"
