"""The pages behind the links in our mails. Django moves the token out of the address before it shows anything."""

from typing import Any

from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from console.forms import NewPasswordForm
from console.models import Letter
from console.people import links
from console.refusals import Refused


class SetPassword(PasswordResetConfirmView):
    """A new password, and in one goes. What is no good any more says what to do instead."""

    form_class = NewPasswordForm
    template_name = "console/set_password.html"
    success_url = reverse_lazy("console:home")
    post_reset_login = True
    post_reset_login_backend = "console.people.backend.PeopleBackend"
    kind: Letter.Kind

    def get_user(self, uidb64: str) -> Any:
        """Nobody, if they are deactivated or, after the other kind of link, have a password or none."""
        user = super().get_user(uidb64)
        is_invitation = self.kind == Letter.Kind.INVITATION
        fits = user is not None and user.is_active and user.has_usable_password() != is_invitation
        return user if fits else None

    def form_valid(self, form: Any) -> HttpResponse:
        """Of two who use the link at the same moment one does."""
        try:
            return super().form_valid(form)
        except Refused:
            self.validlink = False
            return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which kind of link it is: what to do about an old one differs."""
        return super().get_context_data(**kwargs) | {"is_invitation": self.kind == Letter.Kind.INVITATION}


class Invitation(SetPassword):
    """For who has no password yet."""

    kind = Letter.Kind.INVITATION
    token_generator = links.TOKENS[Letter.Kind.INVITATION]
    title = _("Welcome to Grata")


class Reset(SetPassword):
    """For who forgot it."""

    kind = Letter.Kind.RESET
    token_generator = links.TOKENS[Letter.Kind.RESET]
    title = _("Set a new password")
