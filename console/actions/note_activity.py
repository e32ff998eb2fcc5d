from datetime import timedelta

from django.utils import timezone

from console.models import Agent, SignIn

LATE_MOST = 60.0  # seconds by which a page may tell of activity afterwards


def note_activity(agent: Agent, *, seconds_ago: float = 0) -> None:
    """Somebody was at the keyboard or the pointer that many seconds ago. The time only goes forward."""
    at = timezone.now() - timedelta(seconds=min(max(seconds_ago, 0), LATE_MOST))
    sign_in = agent.sign_in
    if SignIn.objects.filter(pk=agent.pk, session=sign_in.session, over="", active_at__lt=at).update(active_at=at):
        sign_in.active_at = at
