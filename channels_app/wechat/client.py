"""WeChat's API, as far as Grata calls it: the one door to all its parts."""

from channels_app.wechat.api.connection import Connection
from channels_app.wechat.api.downloads import Downloads
from channels_app.wechat.api.messages import Messages
from channels_app.wechat.api.people import People
from channels_app.wechat.api.staff import Staff
from channels_app.wechat.api.uploads import Uploads


class WeChatClient(Messages, Uploads, Downloads, Staff, People, Connection):
    """One account's API. Every method raises DeliveryError, and nothing else, when WeChat did not do as asked.

    `http` should come from `http.http_client()`: only with it is the limit on a whole request kept against a
    server that sends its answer byte by byte, and only with it do WeChat's links never lead to inner addresses.
    """
