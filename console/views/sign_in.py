from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from console.actions.sign_out import sign_out
from console.forms import SignInForm


class SignIn(LoginView):
    """The door for people."""

    template_name = "console/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Ends the session and, at once, the sockets that it opened."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.session.session_key
        response = super().post(request, *args, **kwargs)
        if key:
            sign_out(key)
        return response
