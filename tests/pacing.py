"""What Redis counts of visitors outlives a test: the same people write in all of them."""

import redis
from django.conf import settings


def forget_counts() -> None:
    """Everybody may begin anew."""
    with redis.Redis.from_url(settings.REDIS_URL) as counts:
        if known := counts.keys("grata:pace:*"):
            counts.delete(*known)
