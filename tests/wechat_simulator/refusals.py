"""WeChat's no, in its words."""

ERRMSG = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40010: "invalid voice size",
    40011: "invalid video size",
    40012: "invalid thumb size",
    40013: "invalid appid",
    40014: "invalid access_token",
    40032: "invalid openid list size",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid parameter",
    40125: "invalid appsecret",
    40164: "invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist",
    41001: "access_token missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    43003: "require https or GET method",
    44001: "empty media data",
    44002: "empty post data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45007: "playtime out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45056: "tag num exceed limit",
    45058: "can't modify sys tag",
    45059: "can not add more than 20 tags to a user",
    45072: "invalid command",
    45080: "no interaction within 30 seconds",
    45081: "typing status already set",
    45157: "invalid tag name",
    45158: "invalid tag name length",
    45159: "invalid tag id",
    45162: "articles must be a list",
    47001: "data format error",
    48001: "api unauthorized",
    49003: "not match openid with appid",
    65400: "please enable new customer service, or wait for a while if you have enabled",
    65401: "invalid customer service account",
    65403: "invalid nick name",
    65404: "invalid account",
    65405: "customer service account exceed limit",
    65406: "account already exists",
}


class RefusedError(Exception):
    """WeChat does not do as asked."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.errmsg = errmsg or ERRMSG[errcode]
