from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cards import pictures
from cards.views import YEAR, shown
from console.avatars import AVATARS


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def face(request: HttpRequest, sha: str) -> HttpResponse:
    """An agent's picture, for everybody: customers load it. It never changes, since its name is that of its content."""
    return shown(pictures.name_of(sha, AVATARS))
