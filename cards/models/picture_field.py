"""A picture in a row: whatever is put there, what is kept has been encoded anew."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.db.models.fields.files import FieldFile, FileField

from cards import pictures


class PictureFile(FieldFile):
    """Its name is `pictures.store`'s, whatever the upload was called."""

    field: "PictureField"

    @property
    def url(self) -> str:
        """Its address on this site, without the host."""
        return pictures.path(self.name or "", self.field.album)

    def save(self, name: str | None, content: "File[Any]", save: bool = True) -> None:
        """Raises ValidationError, in words, for what is no picture."""
        self.name = pictures.store(content, self.field.album)
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]

    def delete(self, save: bool = True) -> None:
        """Empties the field. The file stays: messages that were sent show it."""
        setattr(self.instance, self.field.attname, "")
        if save:
            self.instance.save()

    delete.alters_data = True  # type: ignore[attr-defined]


class PictureField(FileField):
    """Holds a PictureFile out of its album."""

    attr_class = PictureFile
    album = pictures.CARDS

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """The upload's own name may be as long as it likes: it is not kept."""
        return super().formfield(**{"max_length": None, **kwargs})
