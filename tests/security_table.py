"""Who may what: every address and every socket, each a line. `python -m tests.security_table` prints it.

One letter for each of WHO: y may, n is refused (403, or led to the door), - is told that there is nothing. "May" is the
guard's word: what is then wrong with a form is another matter. An address that is not here fails its test.
"""

WHO = ("nobody", "a visitor", "another agent", "the chat's agent", "a supervisor", "an administrator")

ADDRESSES: dict[str, str] = {
    # ---- for everybody
    "GET ": "yyyyyy",
    "GET login/": "yyyyyy",
    "POST login/": "yyyyyy",
    "POST logout/": "yyyyyy",
    "GET password/forgotten/": "yyyyyy",
    "POST password/forgotten/": "yyyyyy",
    "GET password/sent/": "yyyyyy",
    "GET invitation/<uidb64>/<token>/": "yyyyyy",
    "POST invitation/<uidb64>/<token>/": "yyyyyy",
    "GET reset/<uidb64>/<token>/": "yyyyyy",
    "POST reset/<uidb64>/<token>/": "yyyyyy",
    "GET healthz": "yyyyyy",
    "GET readyz": "yyyyyy",
    "GET metrics": "nnnnnn",
    r"GET ^faces/([0-9a-f]{64})\.jpg\Z": "------",
    "GET cards/pictures/<sha:sha>.jpg": "------",
    "GET cards/collections/<token:token>/": "------",
    "GET cards/open/<signed:token>/": "------",
    # ---- for whoever has signed in
    "GET password/": "nnyyyy",
    "POST password/": "nnyyyy",
    # ---- for platforms and sites, by their signature
    "GET channels/wechat/<slug:slug>/": "nnnnnn",
    "POST channels/wechat/<slug:slug>/": "nnnnnn",
    "POST channels/webchat/<str:key>/messages/": "nnnnnn",
    # ---- for visitors
    "GET webchat/<slug:key>/widget.js": "yyyyyy",
    "GET webchat/<slug:key>/frame/": "yyyyyy",
    "GET webchat/<slug:key>/look.css": "yyyyyy",
    "POST webchat/<slug:key>/uploads/": "nynnnn",
    "GET webchat/<slug:key>/files/<str:signed>/": "------",
    # ---- the console
    "GET console/": "nnyyyy",
    "GET console/history/": "nnyyyy",
    "GET console/settings/": "nnyyyy",
    "POST console/settings/": "nnyyyy",
    "GET console/waiting/": "nnyyyy",
    "GET console/colleagues/": "nnyyyy",
    "GET console/changes/": "nnyyyy",
    "GET console/activity/": "nnyyyy",
    "POST console/activity/": "nnyyyy",
    "POST console/claims/": "nnyyyy",
    "POST console/presence/": "nnyyyy",
    "POST console/queue/pause/": "nnyyyy",
    "POST console/queue/choice/": "nnyyyy",
    "POST console/alerts/sound/": "nnyyyy",
    "POST console/alerts/words/": "nnyyyy",
    "GET console/chats/<int:pk>/": "nnnyyy",
    "GET console/chats/<int:pk>/messages/": "nnnyyy",
    "POST console/chats/<int:pk>/messages/": "nnnynn",
    "GET console/chats/<int:pk>/transcript/": "nnnyyy",
    "GET console/chats/<int:pk>/cards/": "nnnyyy",
    "POST console/chats/<int:pk>/cards/": "nnyyyy",
    "GET console/chats/<int:pk>/quick-replies/": "nnnynn",
    "POST console/chats/<int:pk>/quick-replies/": "nnyyyy",
    "POST console/chats/<int:pk>/uploads/": "nnnynn",
    "POST console/chats/<int:pk>/draft/": "nnnynn",
    "POST console/chats/<int:pk>/claim/": "nnyyyy",
    "POST console/chats/<int:pk>/reopening/": "nnyyyy",
    "POST console/chats/<int:pk>/closure/": "nnnyyy",
    "POST console/chats/<int:pk>/departure/": "nnnynn",
    "POST console/chats/<int:pk>/passing/": "nnyyyy",
    "POST console/chats/<int:pk>/move/": "nnnnyy",
    "POST console/chats/<int:pk>/release/": "nnnnyy",
    "POST console/chats/<int:pk>/transfers/": "nnnynn",
    "POST console/chats/<int:pk>/customer/": "nnnyyy",
    "GET console/chats/<int:pk>/tags/": "nnnyyy",
    "POST console/chats/<int:pk>/tags/": "nnnyyy",
    "POST console/chats/<int:pk>/tags/removal/": "nnnyyy",
    "GET console/chats/<int:pk>/comments/": "nnnyyy",
    "POST console/chats/<int:pk>/comments/": "nnnyyy",
    "POST console/comments/<int:pk>/removal/": "nnnynn",
    "POST console/comments/<int:pk>/restoration/": "nnnynn",
    "POST console/transfers/<int:pk>/acceptance/": "nnnnnn",
    "POST console/transfers/<int:pk>/refusal/": "nnnnnn",
    "POST console/transfers/<int:pk>/cancellation/": "nnnynn",
    "POST console/messages/<int:pk>/retry/": "nnnynn",
    "GET console/files/<int:pk>/<str:which>/": "nnnyyy",
    "POST console/files/<int:pk>/fetch/": "nnnyyy",
    # ---- supervisors' pages
    "GET admin/": "nnnnyy",
    "GET admin/login/": "nnnnyy",  # leads to the one door for all
    "POST admin/login/": "nnnnyy",
    "POST admin/logout/": "yynnyy",
    "GET admin/password_change/": "nnnnyy",
    "GET admin/password_change/done/": "nnnnyy",
    "GET admin/autocomplete/": "nnnnnn",
    "GET admin/jsi18n/": "nnnnyy",
    "GET admin/<app_label>/": "nnnnyy",
    "GET admin/cards/card/sheet/template/": "nnnnyy",
    "GET admin/cards/card/sheet/export/": "nnnnyy",
    "GET admin/cards/card/sheet/import/": "nnnnyy",
    "POST admin/cards/card/sheet/import/": "nnnnyy",
    "GET admin/cards/card/sheet/import/<int:upload>/": "nnnn--",
    "POST admin/cards/card/sheet/import/<int:upload>/": "nnnn--",
    "POST admin/cards/card/order/": "nnnnyy",
    "GET admin/quickreplies/quickreply/sheet/template/": "nnnnyy",
    "GET admin/quickreplies/quickreply/sheet/export/": "nnnnyy",
    "GET admin/quickreplies/quickreply/sheet/import/": "nnnnyy",
    "POST admin/quickreplies/quickreply/sheet/import/": "nnnnyy",
    "GET admin/quickreplies/quickreply/sheet/import/<int:upload>/": "nnnn--",
    "POST admin/quickreplies/quickreply/sheet/import/<int:upload>/": "nnnn--",
    "POST admin/quickreplies/quickreply/order/": "nnnnyy",
    "POST admin/quickreplies/quickreplycategory/order/": "nnnnyy",
    "GET admin/(?P<url>.*)$": "nnnn--",
    "GET admin/r/<path:content_type_id>/<path:object_id>/": "nnnn--",
    "GET admin/board/": "nnnnyy",
    "GET admin/board/now/": "nnnnyy",
    "GET admin/board/chats/<int:pk>/": "nnnnyy",
    "POST admin/board/chats/<int:pk>/move/": "nnnnyy",
    "POST admin/board/chats/<int:pk>/release/": "nnnnyy",
    "POST admin/board/chats/<int:pk>/closure/": "nnnnyy",
    "GET admin/reports/": "nnnnyy",
    "POST admin/reports/mails/": "nnnnyy",
    r"GET admin/^reports/(summary|agents|channels|days|hours|weekdays)\.csv\Z": "nnnnyy",
    "GET admin/console/erasure/add/": "nnnn--",  # without a customer whom it is about
    "GET admin/console/retention/": "nnnnyy",  # leads to its one page
    "POST admin/console/erasure/<int:pk>/off/": "nnnnyy",
    "GET admin/console/agent/<int:pk>/password/": "nnnnny",
    "POST admin/console/agent/<int:pk>/password/": "nnnnny",
    "POST admin/console/agent/<int:pk>/link/": "nnnnnn",  # where mail leaves, nobody needs it
    "POST admin/console/agent/<int:pk>/invite/": "nnnnyy",
    "POST admin/console/agent/<int:pk>/withdraw/": "nnnnyy",
    "POST admin/console/agent/<int:pk>/deactivate/": "nnnnyy",
    "POST admin/console/agent/<int:pk>/reactivate/": "nnnnyy",
    "POST admin/console/agent/<int:pk>/unlock/": "nnnnyy",
    "POST admin/channels_app/webchatsite/<int:pk>/secret/": "nnnnny",
    "POST admin/channels_app/webchatsite/<int:pk>/secret/end/": "nnnnny",
    "POST admin/channels_app/webchatsite/<int:pk>/webhook-secret/": "nnnnny",
    "POST admin/channels_app/webchatsite/<int:pk>/test/": "nnnnny",
    "POST admin/channels_app/wechataccount/<int:pk>/test/": "nnnnny",
    # ---- the demo, which is on no server of the world's
    "GET demo/shop/": "yyyyyy",
    "GET demo/phone/": "yyyyyy",
    "GET demo/phone/api/<path:what>": "------",
    "POST demo/phone/api/<path:what>": "------",
}

# Addresses of regular expressions.
WRITTEN_OUT = {
    r"^faces/([0-9a-f]{64})\.jpg\Z": f"/faces/{'a' * 64}.jpg",
    "admin/(?P<url>.*)$": "/admin/nothing/",
    r"admin/^reports/(summary|agents|channels|days|hours|weekdays)\.csv\Z": "/admin/reports/agents.csv",
}

# Pages of the admin panel that each of its tables has: what supervisors may there, and what administrators: view, add,
# change, delete. Agents, visitors and nobody may none of it.
TABLES: dict[str, tuple[str, str]] = {
    "auditlog/logentry": ("v", "v"),
    "cards/card": ("vac", "vac"),
    "cards/cardsettings": ("vc", "vc"),
    "channels_app/keptdelivery": ("", "vd"),
    "channels_app/kfaccount": ("v", "v"),
    "channels_app/webchatsite": ("", "vacd"),
    "channels_app/webhookdelivery": ("", "v"),
    "channels_app/wechataccount": ("", "vacd"),
    "channels_app/wechatprofile": ("", "v"),
    "console/agent": ("vac", "vac"),
    "console/desksettings": ("vc", "vc"),
    "console/erasure": ("vac", "vac"),
    "console/greeting": ("vacd", "vacd"),
    "console/holiday": ("vacd", "vacd"),
    "console/identity": ("vacd", "vacd"),
    "console/keywordreply": ("vacd", "vacd"),
    "console/openingtime": ("vacd", "vacd"),
    "console/retention": ("", "vc"),
    "history/conversation": ("v", "v"),
    "history/tag": ("vacd", "vacd"),
    "quickreplies/quickreply": ("vac", "vac"),
    "quickreplies/quickreplycategory": ("vacd", "vacd"),
}
PAGES = {"": "v", "add/": "a", "<path:object_id>/history/": "v", "<path:object_id>/delete/": "d"}
PAGES |= {"<path:object_id>/change/": "v", "<path:object_id>/": ""}  # the last one leads to the one before

# Sockets -> who is let in; from a page of another site, nobody is.
SOCKETS: dict[str, str] = {
    "console/socket/": "nnyyyy",
    "webchat/<slug:key>/socket/": "yyyyyy",
}


def rows() -> dict[str, str]:
    """All addresses, each with its method, and a letter for each of WHO."""
    pages = {f"GET admin/{table}/{page}": _cells(table, need) for table in TABLES for page, need in PAGES.items()}
    return pages | ADDRESSES


def _cells(table: str, need: str) -> str:
    return "nnnn" + "".join("y" if need in may else "n" for may in TABLES[table])


def shown() -> str:
    """The table as text."""
    words = {"y": "yes", "n": "no", "-": "nothing"}
    lines: list[tuple[str, ...]] = [("", *WHO)]
    every = rows() | {f"WS {path}": cells for path, cells in SOCKETS.items()}
    lines += [(f"{row.replace(' ', ' /', 1)}", *(words[cell] for cell in cells)) for row, cells in every.items()]
    wide = max(len(line[0]) for line in lines)
    return "\n".join(f"{line[0]:<{wide}} " + " ".join(f"{cell:<16}" for cell in line[1:]).rstrip() for line in lines)


if __name__ == "__main__":
    print(shown())
