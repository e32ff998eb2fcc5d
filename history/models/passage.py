from django.db import models


class Passage(models.Model):
    """Something that search looks through, folded by the database (`grata_folded`, migration 0014), and in which chat.

    `source` is the key of what it was made from: of a message, of a comment, or of the conversation whose customer's
    names or details (e-mail, phone) it holds. It goes when that goes, by a trigger. Filled by `history.search.following`.
    """

    class Kind(models.IntegerChoices):
        NAME = 1
        DETAILS = 2
        COMMENT = 3
        MESSAGE = 4

    pk = models.CompositePrimaryKey("kind", "source")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    source = models.BigIntegerField()
    conversation_id = models.BigIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source}"
