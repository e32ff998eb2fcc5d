"""Supervisors' pages beside Django's admin, under the same address."""

from django.urls import path, re_path

from console.reports.tables import NAMES
from console.views import board, reports

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/now/", board.board_now, name="board-now"),
    path("board/chats/<int:pk>/", board.board_chat, name="board-chat"),
    path("board/chats/<int:pk>/move/", board.board_move, name="board-move"),
    path("board/chats/<int:pk>/release/", board.board_release, name="board-release"),
    path("board/chats/<int:pk>/closure/", board.board_close, name="board-close"),
    path("reports/", reports.reports, name="reports"),
    path("reports/mails/", reports.subscribe, name="report-mails"),
    re_path(rf"^reports/({'|'.join(NAMES)})\.csv\Z", reports.table, name="report-table"),
]
