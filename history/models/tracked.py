from django.db import models


class Tracked(models.Model):
    """A row that screens show. A database trigger (migration 0002) raises `version` and notes the transaction at each write.

    `version` tells a page which of two states of the row is the newer one. `changed_xid` lets a page ask for what has
    changed since it last asked, without missing a transaction that commits late.
    """

    version = models.BigIntegerField(default=1, editable=False)
    changed_xid = models.BigIntegerField(default=0, editable=False, db_index=True)

    class Meta:
        abstract = True
