from functools import partial

from django.db import transaction

from console import live
from console.models import SignIn


def end_sign_in(user_id: int, *, why: str) -> None:
    """Ends the sign-in that a user has, sockets and all. `why` is one of SignIn.Over. Without one it does nothing."""
    with transaction.atomic():
        found = SignIn.objects.select_for_update().filter(pk=user_id).first()
        if found is not None:
            SignIn.objects.filter(pk=user_id).update(over=why)
            transaction.on_commit(partial(live.sign_out, found.session, why), robust=True)
