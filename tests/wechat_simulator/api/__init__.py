"""WeChat's API under /cgi-bin/ and /customservice/: its endpoints, its checks in its order, its errors."""

from tests.wechat_simulator.api import access, custom, kf, media, users

routes = [*access.routes, *custom.routes, *media.routes, *kf.routes, *users.routes]
