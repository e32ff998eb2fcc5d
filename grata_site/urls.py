from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from console.views.faces import face
from console.views.sign_in import SignIn, SignOut
from grata_site import health

handler400 = "grata_site.errors.bad_request"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="console:home")),
    path("console/", include("console.urls")),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("channels/wechat/", include("channels_app.wechat.urls")),
    path("webchat/", include("channels_app.webchat.urls")),
    path("cards/", include("cards.urls")),
    re_path(r"^faces/([0-9a-f]{64})\.jpg\Z", face, name="face"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
if settings.GRATA_DEMO:
    urlpatterns.append(path("demo/", include("grata_site.demo.urls")))
