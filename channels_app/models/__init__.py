from channels_app.models.kept_delivery import KeptDelivery
from channels_app.models.kf_account import KfAccount
from channels_app.models.uploaded_media import UploadedMedia
from channels_app.models.webchat_site import WebChatSite
from channels_app.models.webhook_delivery import WebhookDelivery
from channels_app.models.webhook_endpoint import WebhookEndpoint
from channels_app.models.webhook_receipt import WebhookReceipt
from channels_app.models.wechat_account import WeChatAccount
from channels_app.models.wechat_profile import WeChatProfile
from channels_app.models.wechat_tag import WeChatTag

__all__ = [
    "KeptDelivery",
    "KfAccount",
    "UploadedMedia",
    "WeChatAccount",
    "WeChatProfile",
    "WeChatTag",
    "WebChatSite",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookReceipt",
]
