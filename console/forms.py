from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail and password. The e-mail is the user's name, in small letters."""

    username = forms.EmailField(
        label=_("Email"), max_length=150, widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": _("This e-mail and password do not belong together. Try again."),
        "inactive": _("This account is blocked. Ask a supervisor."),
    }

    def clean_username(self) -> Any:
        return self.cleaned_data["username"].lower()
