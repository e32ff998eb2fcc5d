from channels_app.models import WeChatAccount
from channels_app.wechat import profiles
from channels_app.wechat.adapter import client_for
from console.actions.resume_channel import resume_channel


def try_connection(account: WeChatAccount) -> bool:
    """Asks WeChat whether the account's configuration works, and lets its replies leave again if they were held.

    True if they were. Raises DeliveryError, with a sentence that tells an administrator what to correct.
    """
    client_for(account).check_connection()
    profiles.wake(account)
    return resume_channel(account)
