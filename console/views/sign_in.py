from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from console.actions.sign_out import sign_out
from console.forms import SignInForm
from console.models import Agent
from console.people.sign_ins import Over


class SignIn(LoginView):
    """The door for people. `why` in its address says why somebody who was inside has to come in again."""

    template_name = "console/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Administrators who are no agents have no console."""
        user: Any = self.request.user
        is_agent = Agent.objects.filter(pk=user.pk).exists()
        return reverse("admin:index") if user.is_staff and not is_agent else super().get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The reason is one of ours, or none: the address is anybody's to write."""
        why = self.request.GET.get("why", "") if self.request.method == "GET" else ""
        return super().get_context_data(**kwargs) | {"why": dict(Over.choices).get(why, "")}


class SignOut(LogoutView):
    """Ends the session and, at once, the sockets that it opened."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.session.session_key
        response = super().post(request, *args, **kwargs)
        if key:
            sign_out(key)
        return response


@never_cache
def admin_door(request: HttpRequest) -> HttpResponse:
    """The admin panel has no door of its own."""
    if request.user.is_authenticated:
        return redirect("admin:index") if getattr(request.user, "is_staff", False) else no_entry(request)
    wanted = {"next": request.GET.get("next") or reverse("admin:index")}
    why = getattr(request, "sign_in_over", "")
    return redirect(f"{reverse('login')}?{urlencode(wanted | ({'why': why} if why else {}))}")


@never_cache
def no_entry(request: HttpRequest) -> HttpResponse:
    """For who is signed in and may not enter the admin panel."""
    return render(request, "console/not_for_you.html", status=403)
