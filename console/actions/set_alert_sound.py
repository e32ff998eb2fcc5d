from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import live
from console.models import Agent, AlertSettings
from console.models.alert_settings import VOLUME_MOST
from console.refusals import Unfit


def set_alert_sound(agent: Agent, *, kind: str, is_on: bool, volume: int) -> None:
    """Whether and how loud, in per cent, the agent hears that kind of alert. Raises Unfit for what can't be heard."""
    if kind not in AlertSettings.Kind.values:
        raise Unfit(_("There is no such alert."))
    if not 0 <= volume <= VOLUME_MOST:
        raise Unfit(_("A volume is a number from 0 to %(most)d.") % {"most": VOLUME_MOST})
    with transaction.atomic():
        settings = AlertSettings.locked(agent)
        settings.sounds[kind] = {"on": is_on, "volume": volume}
        settings.save()
        transaction.on_commit(partial(live.put_alerts, agent.pk), robust=True)
