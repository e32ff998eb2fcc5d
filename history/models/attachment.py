from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from history.models.message import Message


class Attachment(models.Model):
    """The file of a message. Its message's version is raised with every change of it: screens show both as one.

    While `expected`, a door fetches the file from where `source` says, until `expires_at`, the next time at `due_at`.
    `shown` is what browsers show or play; `original` is kept only where it is worth a download: a recording, or
    something that can't be shown. `seconds` and `waveform` (heights from 0 to 100) are of recordings, `width` and
    `height` (pixels) of pictures. `error` is a sentence in English: translate it where it is shown.
    """

    class State(models.TextChoices):
        EXPECTED = "expected"
        STORED = "stored"
        FAILED = "failed"
        GONE = "gone"  # the platform no longer has it: trying again is of no use

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="attachment")
    state = models.CharField(max_length=8, choices=State.choices, default=State.EXPECTED)
    source = models.JSONField(default=dict, blank=True)
    shown = models.FileField(max_length=200, blank=True)
    original = models.FileField(max_length=200, blank=True)
    shown_type = models.CharField(max_length=100, blank=True)
    original_type = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    waveform = models.JSONField(default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="expected"), name="attachments_to_fetch"),
            models.Index(fields=["shown"], condition=~Q(shown=""), name="attachments_by_shown"),
            models.Index(fields=["original"], condition=~Q(original=""), name="attachments_by_original"),
            models.Index(
                KeyTextTransform("kept", "source"), condition=Q(source__has_key="kept"), name="attachments_by_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} file of message {self.message_id}"
