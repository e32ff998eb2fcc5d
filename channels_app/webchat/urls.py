from django.urls import path

from channels_app.webchat import views

app_name = "webchat"

urlpatterns = [
    path("<slug:key>/widget.js", views.widget, name="widget"),
    path("<slug:key>/frame/", views.frame, name="frame"),
]
