from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_MOST = 30
KEY_MOST = 600  # one character may stand for eighteen others


class Tag(models.Model):
    """A word that customers are sorted by. `key` is the name as far as it tells tags apart, see `history.tags.key_of`."""

    name = models.CharField(_("name"), max_length=NAME_MOST)
    key = models.CharField(max_length=KEY_MOST, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(fields=["key"], name="one_tag_per_name")]

    def __str__(self) -> str:
        return self.name
