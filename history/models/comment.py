from django.conf import settings
from django.db import models
from django.db.models import Q

from history.models.customer import Customer


class Comment(models.Model):
    """What agents tell each other about a customer. It is no message: nothing that customers see is made from it.

    `author_name` is kept as it was then. `client_id` is the UUID that the page gave it, so that sending it again finds
    it. One that was removed can be put back for some minutes, and is then forgotten.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=120)
    text = models.TextField()
    client_id = models.UUIDField()
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client_id"], name="one_comment_per_client_id")]
        indexes = [
            models.Index(fields=["customer", "-id"], condition=Q(removed_at__isnull=True), name="comments_of_customer"),
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="comments_to_forget"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} on customer {self.customer_id}"
