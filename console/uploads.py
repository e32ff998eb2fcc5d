from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from console.actions.reply_file import UPLOAD_MOST

SLACK = 64 * 1024  # of a form's other fields and its borders


class CappedUploads(FileUploadHandler):
    """The first of the upload handlers: stops a form whose files are larger than any of ours may be, while it is read."""

    seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hands on what came. Raises RequestDataTooBig after too much of it."""
        self.seen += len(raw_data)
        if self.seen > UPLOAD_MOST + SLACK:
            raise RequestDataTooBig("The files are too large.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""
