"""The simulated WeChat as an ASGI application, for any server: `daphne tests.wechat_simulator.app:application`.

SIMULATOR_CALLBACK_URL is the address of our site, to which it delivers (http://127.0.0.1:8000); SIMULATOR_ACCOUNTS
may replace the demo accounts.
"""

from starlette.applications import Starlette

from tests.wechat_simulator import api, control, phone, phone_media
from tests.wechat_simulator.world import World

application = Starlette(routes=[*api.routes, *phone.routes, *phone_media.routes, *control.routes])
application.state.world = World()
