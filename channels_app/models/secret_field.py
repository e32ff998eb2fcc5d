"""A secret in a row: the database holds it sealed, whoever asks the row for it gets it in clear."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from channels_app.sealing import PREFIX, SecretLost, seal, unseal


def not_sealed(value: str) -> None:
    """Raises ValidationError for what would be taken for a sealed secret."""
    if value.startswith(PREFIX):
        raise ValidationError(_("A secret does not begin with %(prefix)s.") % {"prefix": PREFIX})


class _Opening(DeferredAttribute):
    """Opens the secret when it is asked for, not when the row is read: a lost one concerns only who needs it."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        return unseal(value) if isinstance(value, str) else value

    def __set__(self, instance: models.Model, value: str) -> None:
        instance.__dict__[self.field.attname] = value


class SecretField(models.CharField):  # type: ignore[type-arg] # Django's own takes none at run time
    """Text, of max_length characters in clear. Queries that pass by the row (values, dumps) see it sealed; it can be
    looked for only when it is empty. Asking for it raises SecretLost when no key opens it.
    """

    descriptor_class = _Opening

    def get_internal_type(self) -> str:
        """What is kept is longer than the secret."""
        return "TextField"

    def formfield(self, **kwargs: Any) -> Any:
        """What is typed is never taken for a sealed secret."""
        return super().formfield(**{"validators": [not_sealed], **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.value_from_object(model_instance)

    def value_from_object(self, obj: models.Model) -> Any:
        """As it stands in the row, opened by nobody."""
        return obj.__dict__[self.attname]

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        sealed = seal(value) if isinstance(value, str) else value
        return super().get_db_prep_save(sealed, connection)


def names(model: type[models.Model]) -> list[str]:
    """The secrets of a model's own table."""
    return [field.attname for field in model._meta.local_fields if isinstance(field, SecretField)]


def holders() -> Iterator[type[models.Model]]:
    """Every model that holds secrets."""
    return (model for model in apps.get_models() if names(model))


def is_lost(row: models.Model, name: str) -> bool:
    """Whether no key opens this secret of the row."""
    try:
        getattr(row, name)
    except SecretLost:
        return True
    return False


def has_lost(row: models.Model) -> bool:
    """Whether there is any such secret in the row."""
    return any(is_lost(row, name) for name in names(type(row)))


def known(row: models.Model, name: str) -> str:
    """The secret; "" for one that is lost."""
    return "" if is_lost(row, name) else str(getattr(row, name))
