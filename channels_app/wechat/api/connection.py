"""Whether an account's configuration works: for the administrator who has just entered it."""

from django.utils.translation import gettext as _

from channels_app.adapters import DeliveryError
from channels_app.http import time_limit
from channels_app.wechat.api.answers import checked, code_of
from channels_app.wechat.api.core import Call, Core
from channels_app.wechat.errors import SYSTEM_BUSY, Action, delivery_error, meaning

CHECK_SECONDS = 12.0
HARMLESS_PATH = "/cgi-bin/get_api_domain_ip"
VERIFIED_ONLY_PATH = "/cgi-bin/customservice/getkflist"


class Connection(Core):
    """The test of a connection."""

    def check_connection(self) -> None:
        """Returns when WeChat knows the AppID, the secret and our address, and lets the account send.

        Else raises a DeliveryError whose sentence tells an administrator what to correct. The token that replies
        use is neither read nor replaced: WeChat gives the same again.
        """
        try:
            with time_limit(CHECK_SECONDS):
                token = self._granted()
                checked(HARMLESS_PATH, self._answer(Call("GET", HARMLESS_PATH), token.value))
                self._check_allowed(token.value)
        except DeliveryError as error:
            raise _for_administrators(error) from error

    def _check_allowed(self, token: str) -> None:
        """An account that may not use customer service is told so here; other troubles with its list are no matter."""
        code = code_of(self._answer(Call("GET", VERIFIED_ONLY_PATH), token))
        if meaning(code).action is Action.STOP:
            raise delivery_error(code)


def _for_administrators(error: DeliveryError) -> DeliveryError:
    if error.code == "":
        return DeliveryError(_("WeChat can't be reached from this server: check its network and the API's address."))
    if error.code == str(SYSTEM_BUSY):
        return DeliveryError(_("What answered is not WeChat, or WeChat is busy: check the API's address, try again."))
    return error
