"""Brings the secrets of whole tables under the newest key."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from channels_app import sealing

BATCH = 200  # rows


@dataclass
class Count:
    """Secrets: of those that were there, how many were sealed anew, and how many no key opens."""

    all: int = 0
    renewed: int = 0
    lost: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.all + other.all, self.renewed + other.renewed, self.lost + other.lost)


def reseal(model: type[models.Model], names: Sequence[str]) -> Count:
    """Seals what is there in clear or under an older key. Whoever changes a secret meanwhile wins."""
    count = Count()
    rows = model._default_manager.order_by("pk").values_list("pk", *names)
    for pk, *secrets in rows.iterator(chunk_size=BATCH):
        for name, kept in zip(names, secrets, strict=True):
            if kept:
                count += _resealed(model, pk, name, kept)
    return count


def _resealed(model: type[models.Model], pk: object, name: str, kept: str) -> Count:
    try:
        fresh = sealing.renew(kept)
    except sealing.SecretLost:
        return Count(all=1, lost=1)
    if fresh == kept:
        return Count(all=1)
    return Count(all=1, renewed=model._default_manager.filter(pk=pk, **{name: kept}).update(**{name: fresh}))
