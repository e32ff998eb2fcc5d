"""A chat's files, out to the visitor and in from them."""

from io import BytesIO
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from channels_app.inbound import InboundUnavailable
from channels_app.models import WebChatSite
from channels_app.webchat import about, drafts, file_links, limits, signed, uploads, wire
from channels_app.webchat.drafts import Refused
from channels_app.webchat.uploads import Upload
from channels_app.webchat.visitors import Visitor
from console.addresses import client_address
from console.views.served import served
from history.models import Attachment, Channel, Message

BEARER = "Bearer "


@require_safe
def file(request: HttpRequest, key: str, signed: str) -> HttpResponseBase:
    """A file of a chat, for whoever has its link."""
    here = {"message__customer__channel__kind": Channel.Kind.WEBCHAT, "message__customer__channel__slug": key}
    found = Attachment.objects.select_related("message").filter(**here)
    attachment = get_object_or_404(found, pk=file_links.attachment_id(signed))
    which = "original" if attachment.message.kind == Message.Kind.FILE else "shown"
    return served(request, attachment, which, is_saved=True)


@csrf_exempt  # no cookie speaks here, but the visitor's secret
@require_POST
@never_cache
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """A visitor's picture, recording or document: a form with `id`, `kind` and `file`, and the secret, or the site's
    token, as the request's bearer.

    200 and the message as it is stored. Else {"reason"}: 400, 401, 413, 415, 429 with Retry-After, 503.
    """
    site = get_object_or_404(WebChatSite, slug=key)
    secret = request.headers.get("Authorization", "").removeprefix(BEARER)
    language = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    try:
        visitor = signed.whoever(site, secret, language)
    except signed.Denied as denied:
        return _no(str(denied), status=401)
    except ValueError:
        return _no(_("This chat is not known here."), status=401)
    with translation.override(visitor.speaks):
        return _taken(request, visitor)


def _taken(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    address = client_address(peer=peer, forwarded=forwarded)
    try:
        limits.check(limits.UPLOADS, visitor, address)
        visitor = about.heard(visitor, request.POST.dict())
        about.check(visitor)
        message = uploads.take(visitor, _upload(request), address)
    except Refused as refused:
        return _no(str(refused), status=refused.status, retry_after=refused.retry_after)
    except ValueError:
        return _no(_("This can't be sent."), status=400)
    except InboundUnavailable:
        return _no(_("This can't be sent right now. It is tried again in a moment."), status=503, retry_after=2)
    return JsonResponse({"message": wire.message(message, visitor.speaks)})


def _upload(request: HttpRequest) -> Upload:
    """Raises ValueError for an id that is none."""
    id_, file = drafts.draft_id(request.POST.get("id")), request.FILES.get("file")
    if file is None:
        return Upload(id_, "", BytesIO(), "", 0)
    name = drafts.UNSTORABLE.sub("", file.name or "")
    return Upload(id_, request.POST.get("kind", ""), cast(BytesIO, file.file), name, file.size or 0)


def _no(reason: str, *, status: int, retry_after: int = 0) -> HttpResponse:
    response = JsonResponse({"reason": reason, "retry_after": retry_after}, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
