from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from console.actions.ask_reset import ask_reset
from console.addresses import client_address
from console.forms import ForgottenForm, OwnPasswordForm
from console.people import letters, sign_ins
from console.people.sign_ins import Over
from console.refusals import Refused


@method_decorator(never_cache, name="dispatch")
class Forgotten(FormView):  # type: ignore[type-arg]
    """Asks for a link. What comes next is the same for every e-mail."""

    form_class = ForgottenForm
    template_name = "console/forgotten.html"
    success_url = reverse_lazy("sent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"can_send": letters.can_leave()}

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        ask_reset(form.cleaned_data["email"], asked_from=_asked_from(self.request))
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class Sent(TemplateView):
    """If we know the e-mail, a mail is on its way."""

    template_name = "console/sent.html"


@method_decorator(never_cache, name="dispatch")
class OwnPassword(PasswordChangeView):
    """One's own new password. It ends the session everywhere, here too."""

    form_class = OwnPasswordForm
    template_name = "console/own_password.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            form.save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        logout(self.request)
        return redirect(sign_ins.door(Over.PASSWORD))


def _asked_from(request: HttpRequest) -> str | None:
    return client_address(
        peer=request.META.get("REMOTE_ADDR", ""), forwarded=request.headers.get("X-Forwarded-For", "")
    )
