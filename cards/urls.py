from django.urls import path, register_converter

from cards import views


class Sha:
    """A SHA-256 in lower case, and nothing that a file system could take for something else."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Token(Sha):
    """A collection's token."""

    regex = "[A-Za-z0-9_-]{22,32}"


class Signed(Sha):
    """What `opens` has signed: its packed content, a colon and the signature."""

    regex = r"\.?[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43}"


register_converter(Sha, "sha")
register_converter(Signed, "signed")
register_converter(Token, "token")

app_name = "cards"
urlpatterns = [
    path("pictures/<sha:sha>.jpg", views.picture, name="picture"),
    path("collections/<token:token>/", views.collection, name="collection"),
    path("open/<signed:token>/", views.opened, name="open"),
]
