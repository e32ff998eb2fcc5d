from django.contrib.auth.models import User
from django.db import transaction

from console.models import Agent
from console.people import locks, roles
from console.people.roles import Role


def add_administrator(*, email: str, name: str) -> User:
    """Makes somebody an administrator who can enter the console too, whether they are known or not. No mail is sent: it is
    for whoever has the server's own command line."""
    with transaction.atomic():
        user, created = User.objects.get_or_create(email=email, defaults={"username": email})
        if created:
            user.set_unusable_password()
            user.save()
        User.objects.filter(pk=user.pk).update(is_active=True, username=email)
        user.refresh_from_db()
        roles.give(user, Role.ADMINISTRATOR)
        Agent.objects.get_or_create(user=user, defaults={"name": name})
        locks.unlock(user)
    return user
