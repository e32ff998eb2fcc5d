from django.urls import path

from console.views import (
    cards,
    changes,
    claims,
    closures,
    departures,
    files,
    messages,
    names,
    pages,
    presence,
    transfers,
    uploads,
    waiting,
)

app_name = "console"
urlpatterns = [
    path("", pages.home, name="home"),
    path("chats/<int:pk>/", pages.chat, name="chat"),
    path("claims/", claims.next_customer, name="claims"),
    path("chats/<int:pk>/claim/", claims.chosen, name="claim"),
    path("chats/<int:pk>/messages/", messages.messages, name="messages"),
    path("chats/<int:pk>/cards/", cards.cards, name="cards"),
    path("chats/<int:pk>/uploads/", uploads.uploads, name="uploads"),
    path("chats/<int:pk>/closure/", closures.closure, name="closure"),
    path("chats/<int:pk>/departure/", departures.departure, name="departure"),
    path("chats/<int:pk>/passing/", departures.passing, name="passing"),
    path("chats/<int:pk>/transfers/", transfers.transfers, name="transfers"),
    path("transfers/<int:pk>/acceptance/", transfers.acceptance, name="acceptance"),
    path("transfers/<int:pk>/refusal/", transfers.refusal, name="refusal"),
    path("transfers/<int:pk>/cancellation/", transfers.cancellation, name="cancellation"),
    path("chats/<int:pk>/name/", names.name, name="name"),
    path("messages/<int:pk>/retry/", messages.retry, name="retry"),
    path("files/<int:pk>/fetch/", files.fetch, name="fetch"),
    path("files/<int:pk>/<str:which>/", files.file, name="file"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("changes/", changes.changes, name="changes"),
    path("presence/", presence.presence, name="presence"),
]
