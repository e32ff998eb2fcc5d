"""Where sites with their own chat window post what their visitors write. Answered only after the message is stored."""

import logging
import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from channels_app import pace
from channels_app.inbound import InboundUnavailable
from channels_app.models import WebChatSite, WebhookEndpoint
from channels_app.pace import Limit
from channels_app.patience import DATABASE_AWAY
from channels_app.sealing import SecretLost
from channels_app.webchat.hooks import arrivals, keys, reading, signing
from channels_app.webchat.hooks.problems import Problem
from channels_app.webchat.hooks.reading import Posted

log = logging.getLogger(__name__)

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
SOON = "2"  # seconds
OF_A_SITE = 1200  # messages a minute
OF_A_VISITOR = 60


@csrf_exempt  # no cookie speaks here, but the site's signature
def messages(request: HttpRequest, key: str) -> HttpResponse:
    """Takes one message. 202 and {"message_id"}, 200 and the same for one that came before, else a problem."""
    try:
        return _taken(request, key)
    except Problem as problem:
        return problem.answer()
    except (InboundUnavailable, *DATABASE_AWAY):
        return Problem(503, "The message was not stored. Send it again.", Retry_After=SOON).answer()
    except SecretLost:
        log.error("A webhook of the site %s was not taken: no key opens its secrets", key)
        return Problem(500, "This server can't check signatures at present. Send it again later.").answer()


def _taken(request: HttpRequest, key: str) -> HttpResponse:
    if request.method != "POST":
        raise Problem(405, "Messages are posted.", Allow="POST")
    site = _site(key)
    secrets = _secrets(site)
    body = _body(request)
    webhook_id = _signed(request, body, secrets)
    posted = reading.read(request, body, media_hosts=_media_hosts(site))
    _keep_pace(site, posted)
    arrivals.note(site, webhook_id, posted.digest)
    message, is_new = arrivals.take(site, posted)
    return JsonResponse({"message_id": str(message.pk)}, status=202 if is_new else 200)


def _site(key: str) -> WebChatSite:
    site = WebChatSite.objects.filter(slug=key).first() if KEY.fullmatch(key) else None
    if site is None:
        raise Problem(404, "There is no site with this key.")
    return site


def _secrets(site: WebChatSite) -> list[str]:
    secrets = keys.of(site)
    if not secrets:
        raise Problem(403, "This site takes no webhooks: it has no webhook secret.")
    return secrets


def _body(request: HttpRequest) -> bytes:
    most = reading.MOST.get(request.content_type or "")
    if most is None:
        raise Problem(415, f"The Content-Type must be {reading.JSON} or {reading.FORM}.")
    try:
        body = request.read(most + 1)
    except UnreadablePostError:
        raise Problem(400, "The body broke off.") from None
    if len(body) > most:
        raise Problem(413, f"The body is too large: {most} bytes at most.")
    return body


def _signed(request: HttpRequest, body: bytes, secrets: list[str]) -> str:
    """The webhook's id."""
    try:
        return signing.verify(body, request.headers, secrets)
    except signing.NotSigned:
        raise Problem(
            401, "The signature is missing or wrong, or its time is not within five minutes of ours."
        ) from None


def _media_hosts(site: WebChatSite) -> list[str]:
    endpoint = WebhookEndpoint.objects.filter(site=site).first()
    return list(endpoint.media_hosts) if endpoint else []


def _keep_pace(site: WebChatSite, posted: Posted) -> None:
    of_site = (Limit("hooks.site", OF_A_SITE), str(site.pk))
    wait = pace.wait(of_site, (Limit("hooks.visitor", OF_A_VISITOR), f"{site.pk} {posted.visitor}"))
    if wait:
        raise Problem(429, f"That is too much at once. Go on in {wait} seconds.", Retry_After=str(wait))
