from django.urls import path

from channels_app.wechat import webhook

app_name = "wechat"
urlpatterns = [path("<slug:slug>/", webhook.callback, name="callback")]
