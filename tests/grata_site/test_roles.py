"""What the group Supervisors may do, after every migration; and administrators made from the command line."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client

from console.models import Agent
from console.people import roles
from console.people.roles import Role
from grata_site.roles import SUPERVISORS_MAY

pytestmark = pytest.mark.django_db
SECRETS = ("auth", "channels_app", "sessions", "axes", "admin", "contenttypes")


def names() -> set[str]:
    found = Permission.objects.filter(group__name="Supervisors").select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


def test_the_group_has_exactly_what_the_table_says() -> None:
    assert names() == {f"{app}.{deed}_{model}" for (app, model), deeds in SUPERVISORS_MAY.items() for deed in deeds}


def test_nothing_of_it_concerns_channels_accounts_or_sessions() -> None:
    theirs = names() - {"channels_app.view_kfaccount"}  # names and faces, and what WeChat said of them
    assert not [name for name in theirs if name.startswith(SECRETS)]
    assert not [name for name in names() if name.endswith(("_letter", "_signin"))]


def test_migrating_again_gives_back_what_was_taken_and_takes_what_was_given() -> None:
    group = Group.objects.get(name="Supervisors")
    before = names()
    group.permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    call_command("migrate", verbosity=0)
    assert names() == before
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert names() == before


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("add_administrator", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_administrator_is_made_from_the_command_line_and_sets_a_password(settings: object) -> None:
    said = command("Root@Demo.test", "--name", "Rut Berg")
    link = said.split()[-1]
    page = Client().get(link, follow=True)
    assert "Choose a password for root@demo.test" in page.text
    assert Agent.objects.get().name == "Rut Berg"
    assert roles.of(User.objects.get()) == Role.ADMINISTRATOR


def test_so_is_somebody_who_is_known_with_the_password_they_have() -> None:
    User.objects.create_user("root", "ROOT@demo.test".lower(), "harbour-view-7")
    assert "/invitation/" not in command("root@demo.test")
    answer = Client().post("/login/", {"username": "root@demo.test", "password": "harbour-view-7"})
    assert answer.headers["Location"] == "/console/"


def test_what_is_no_e_mail_makes_nobody() -> None:
    with pytest.raises(CommandError):
        command("root")
    assert not User.objects.exists()


def test_a_superuser_without_a_console_gets_to_the_panel() -> None:
    User.objects.create_superuser("root@demo.test", "root@demo.test", "harbour-view-7")
    browser = Client()
    answer = browser.post("/login/", {"username": "root@demo.test", "password": "harbour-view-7"}, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
