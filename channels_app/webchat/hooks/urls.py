from django.urls import path

from channels_app.webchat.hooks import views

app_name = "webhooks"
urlpatterns = [path("<str:key>/messages/", views.messages, name="messages")]
