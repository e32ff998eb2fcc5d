from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from console.actions.choose_settings import choose_settings
from console.forms import PreferencesForm
from console.models import Agent
from console.people.zones import zones
from console.views.agents_only import agents_only


@never_cache
@require_http_methods(["GET", "POST"])
@agents_only
def preferences(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The agent's own settings. They count from the next page on, and this is the next page."""
    now = {name: getattr(agent, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        choose_settings(agent, **form.cleaned_data)
        return redirect(f"{request.path}?saved=1")
    shown = {"form": form, "zones": zones(), "saved": request.GET.get("saved")}
    return render(request, "console/preferences.html", shown, status=422 if form.errors else 200)
