from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; or 413, in words for our scripts, when a body was larger than we take."""
    if isinstance(exception, RequestDataTooBig):
        return JsonResponse({"error": _("That is too large to be sent.")}, status=413)
    return defaults.bad_request(request, exception)
