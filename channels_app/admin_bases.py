"""What the pages of all channels in the admin panel share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels_app.models import secret_field


class SecretsForm(forms.ModelForm):
    """Shows no secret; a field that is left empty keeps the one that is there."""

    secrets: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.secrets:
            self._hide(name)

    def _hide(self, name: str) -> None:
        field = self.fields[name]
        field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
        self.initial.pop(name, None)
        if secret_field.is_lost(self.instance, name):
            field.help_text = _("The server has no key for the present one. Enter it anew: saved empty, it is removed.")
        elif getattr(self.instance, name):
            field.required, field.help_text = False, _("Leave empty to keep the present one.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned | {name: cleaned.get(name) or secret_field.known(self.instance, name) for name in self.secrets}


class Lines(forms.CharField):
    """A list of words, one on each line."""

    def __init__(self, *, rows: int = 2, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": rows, "class": "vLargeTextField"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else str(value or "").split()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class AdministratorsOnly(admin.ModelAdmin):
    """Channels hold secrets and decide where messages come from: for administrators."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
