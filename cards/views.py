"""What everybody may load: a card's picture, a page with several cards, and the link of a card that was sent."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cards import opens, pictures
from cards.models import CardCollection
from cards.rendering import Snapshot, picture_path, site

YEAR = 31_536_000


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def picture(request: HttpRequest, sha: str) -> HttpResponse:
    """A card's picture. It never changes: its name is that of its content."""
    return shown(pictures.name_of(sha))


def shown(name: str) -> HttpResponse:
    """The picture of that name in the storage, for pages anywhere. Raises Http404."""
    try:
        with default_storage.open(name) as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@cache_control(private=True, max_age=300)
def collection(request: HttpRequest, token: str) -> HttpResponse:
    """All the cards that were sent at once, in the customer's language."""
    found = get_object_or_404(CardCollection, token=token)
    with translation.override(found.language):
        response = render(request, "cards/collection.html", {"tiles": [_tile(kept) for kept in found.cards]})
    response["Content-Language"] = found.language  # not the language of whoever asks
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(no_store=True)
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Counts, and leads on to the address that was signed: to no other. Raises Http404 for a token that is not ours."""
    link = opens.link_in(token)
    if link is None:
        raise Http404
    if request.method == "GET" and not _is_prefetched(request):
        opens.count(link)
    response = HttpResponseRedirect(link.url)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_prefetched(request: HttpRequest) -> bool:
    """Whether a browser only fetches it in case somebody will look."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return "prefetch" in purpose.lower()


def _tile(kept: Snapshot) -> dict[str, str]:
    return {
        "title": kept["title"],
        "teaser": kept["teaser"],
        "url": opens.address(kept),
        "language": kept["language"],
        "picture": picture_path(kept),
        "site": site(kept),
    }
