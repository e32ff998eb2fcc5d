from django.urls import path

from channels_app.webchat import files, views

app_name = "webchat"

urlpatterns = [
    path("<slug:key>/widget.js", views.widget, name="widget"),
    path("<slug:key>/frame/", views.frame, name="frame"),
    path("<slug:key>/look.css", views.look, name="look"),
    path("<slug:key>/uploads/", files.upload, name="upload"),
    path("<slug:key>/files/<str:signed>/", files.file, name="file"),
]
