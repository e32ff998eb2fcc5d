from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from console.actions.set_password import set_password
from console.people.zones import zones

LOCKED = _(
    "Too many wrong passwords in a row: this account is locked. Ask a supervisor to unlock it, or set a new password by"
    " e-mail. It opens by itself after 24 hours."
)


class Drawn:
    """Fields that look like ours."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "input"


class SignInForm(Drawn, AuthenticationForm):
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

    def get_invalid_login_error(self) -> ValidationError:
        """A locked account says so, whether there is such an account or not."""
        return _locked(self.request) or super().get_invalid_login_error()


class ForgottenForm(Drawn, forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label=_("Email"), max_length=150, widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"})
    )


class ThroughTheDesk:
    """Django's forms check the password; what setting it means is the desk's to say."""

    cleaned_data: dict[str, Any]
    user: Any

    def save(self, commit: bool = True) -> Any:
        """The user, with the new password. Raises Refused as `set_password` does."""
        set_password(self.user, password=self.cleaned_data["new_password1"])
        return self.user


class NewPasswordForm(Drawn, ThroughTheDesk, SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("The same once more")
        self.fields["new_password2"].help_text = ""


class OwnPasswordForm(Drawn, ThroughTheDesk, PasswordChangeForm):
    """The present password and a new one. Wrong ones count, as at the door: a session left open is no way to guess it."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, user: User, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(user, *args, **kwargs)
        labels = {"old_password": _("Present password"), "new_password1": _("New password")}
        for name, label in {**labels, "new_password2": _("The same once more")}.items():
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=password) is None:
            raise _locked(self.request) or ValidationError(_("This is not your present password."))
        self.user.refresh_from_db(fields=["password"])  # checking one may have stored it anew, with a newer method
        return password


class PreferencesForm(Drawn, forms.Form):
    """What agents choose for themselves."""

    language = forms.ChoiceField(label=_("Console language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Type a city, for example Berlin or Shanghai."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    shortcuts = forms.BooleanField(
        label=_("Keyboard shortcuts"),
        required=False,
        help_text=_("Single letters, such as n for Next customer. Press ? in the console to see all of them."),
    )

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if name not in zones():
            raise ValidationError(_("There is no such time zone. Choose one of the list."))
        return name


def _locked(request: HttpRequest | None) -> ValidationError | None:
    return ValidationError(LOCKED) if getattr(request, "axes_locked_out", False) else None
