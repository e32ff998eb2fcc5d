"""The admin panel: its pages stand in groups as a supervisor thinks of them, and who may not enter gets a plain no."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from typing import Any

from django.contrib.admin import AdminSite
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from console.views.sign_in import SignOut, admin_door, no_entry

Shown = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """Some pages of the panel under one heading, in this order. models: labels such as "console.agent"."""

    key: str
    name: Any
    about: Any
    models: tuple[str, ...]


GROUPS = (
    Group("people", _("People"), _("Who answers, and whom customers see."), ("console.agent", "console.identity")),
    Group(
        "answers",
        _("Answers"),
        _("What agents may send, and what customers are told by itself."),
        (
            *("quickreplies.quickreply", "quickreplies.quickreplycategory", "cards.card", "cards.cardsettings"),
            *("console.greeting", "console.keywordreply"),
        ),
    ),
    Group(
        "desk",
        _("Desk"),
        _("How chats reach agents, and when somebody is there."),
        ("console.desksettings", "console.openingtime", "console.holiday", "history.tag", "console.retention"),
    ),
    Group(
        "channels",
        _("Channels"),
        _("Where customers write from, and whether the way is clear."),
        (
            *("channels_app.wechataccount", "channels_app.webchatsite", "channels_app.kfaccount"),
            *("channels_app.wechatprofile", "channels_app.webhookdelivery", "channels_app.keptdelivery"),
        ),
    ),
    Group(
        "record",
        _("Record"),
        _("What was said, and who changed what."),
        ("history.conversation", "auditlog.logentry", "console.erasure"),
    ),
)
OTHER = Group("other", _("Other"), "", ())
LINKS = (("board", _("Live board")), ("reports", _("Reports")), ("console:home", _("Console")))


def _again(view: Callable[..., Any]) -> Callable[..., Any]:
    """Of two people who save the same at once the second meets a constraint. At the second look the form finds what the first
    one saved, and says so, with all that was filled in."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except IntegrityError:
            for file in chain.from_iterable(files for _name, files in request.FILES.lists()):
                file.seek(0)
            return view(request, *args, **kwargs)

    return inner


class Panel(AdminSite):
    """Django's admin site, with our groups and our door."""

    site_title = site_header = "Grata"
    index_title = _("Admin")
    empty_value_display = "–"

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Who is signed in and may not enter gets 403, at each address. Strangers are led to the one login page."""
        guarded = super().admin_view(_again(view), cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                return no_entry(request)
            answer: HttpResponse = guarded(request, *args, **kwargs)
            return answer

        return inner

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Shown]:
        """The groups that hold something for whoever asks. A model that is in none stands under "Other"."""
        found = {
            model["model"]._meta.label_lower: model | self._named(model)
            for app in self._build_app_dict(request).values()
            for model in app["models"]
        }
        groups = [_shown(group, [found.pop(label) for label in group.models if label in found]) for group in GROUPS]
        groups.append(_shown(OTHER, list(found.values())))
        return [group for group in groups if group["models"]]

    def _named(self, model: Shown) -> Shown:
        """A page may have another name than the rows on it."""
        name = getattr(self._registry[model["model"]], "page_name", None)
        return {"name": name} if name else {}

    def each_context(self, request: HttpRequest) -> Shown:
        return super().each_context(request) | {"top_links": list(_links())}

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Apps are the code's own rooms: the index has them all."""
        return redirect("admin:index")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One door for all: the same locks, the same single session."""
        return admin_door(request)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return SignOut.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("password")


def _shown(group: Group, models: list[Shown]) -> Shown:
    """As Django's own templates want an app."""
    address = f"{reverse('admin:index')}#{group.key}"
    return {"app_label": group.key, "name": group.name, "about": group.about, "app_url": address, "models": models}


def _links() -> Any:
    """The pages beside the panel that there are."""
    for name, words in LINKS:
        try:
            yield reverse(name), words
        except NoReverseMatch:
            continue
