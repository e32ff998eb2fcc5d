from django.conf import settings
from django.db import models

from history.models.customer import Customer
from history.models.tag import Tag


class Tagging(models.Model):
    """A customer has a tag: since when, and who gave it. Without a person it came from the platform."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_by_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="a_customer_has_a_tag_once")]

    def __str__(self) -> str:
        return f"tag {self.tag_id} of customer {self.customer_id}"
