from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from console.views.faces import face
from console.views.links import Invitation, Reset
from console.views.passwords import Forgotten, OwnPassword, Sent
from console.views.sign_in import SignIn, SignOut
from grata_site import health
from grata_site.numbers.views import metrics

handler400 = "grata_site.errors.bad_request"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="console:home")),
    path("console/", include("console.urls")),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
    path("password/", OwnPassword.as_view(), name="password"),
    path("password/forgotten/", Forgotten.as_view(), name="forgotten"),
    path("password/sent/", Sent.as_view(), name="sent"),
    path("invitation/<uidb64>/<token>/", Invitation.as_view(), name="invitation"),
    path("reset/<uidb64>/<token>/", Reset.as_view(), name="reset"),
    path("admin/", include("console.supervision_urls")),
    path("admin/", admin.site.urls),
    path("channels/wechat/", include("channels_app.wechat.urls")),
    path("channels/webchat/", include("channels_app.webchat.hooks.urls")),
    path("webchat/", include("channels_app.webchat.urls")),
    path("cards/", include("cards.urls")),
    re_path(r"^faces/([0-9a-f]{64})\.jpg\Z", face, name="face"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
]
if settings.GRATA_DEMO:
    urlpatterns.append(path("demo/", include("grata_site.demo.urls")))
