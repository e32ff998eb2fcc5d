from django.urls import path

from grata_site.demo import views

app_name = "demo"

urlpatterns = [
    path("shop/", views.shop, name="shop"),
    path("phone/", views.phone, name="phone"),
    path("phone/api/<path:what>", views.phone_api, name="phone_api"),
]
