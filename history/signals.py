"""The one thing that travels upwards: a reply that has to leave the house."""

from django.dispatch import Signal

# Sent after the commit, with `conversation_id` and `message_id`. It is a hint: a sweep finds what a lost one left behind.
reply_recorded = Signal()
