from django.db import models
from django.db.models import Q


class SearchProgress(models.Model):
    """How far `history.search.following` has come. There is one row.

    `known` is the cursor up to which all changes are in the passages. `upto` is the one up to which they are being put
    there, of customers up to the key `after`. Customers with keys below `unfilled` were here before and are still to come.
    """

    known = models.TextField()
    upto = models.TextField(blank=True)
    after = models.BigIntegerField(default=0)
    unfilled = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_search_progress")]

    def __str__(self) -> str:
        return self.known
