"""How much may arrive in one request."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

MOST = 4 * 1024 * 1024
"""Bytes of all the files of one request."""

_READ_TO_THE_END = 16 * MOST


class TooLargeUpload(SimpleUploadedFile):
    """Stands for a file of which the rest was not kept; its `size` tells how large it was."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name, b"")
        self.size = size


class BoundedUpload(FileUploadHandler):
    """Comes before the other handlers and lets no more than `MOST` bytes through to them.

    The form is read to its end nevertheless, so that it can be shown again with what is wrong.
    """

    received = 0
    of_this_file = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        *rest: Any,
        **options: Any,
    ) -> None:
        if content_length > _READ_TO_THE_END:
            raise RequestDataTooBig("More was sent than is read")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.of_this_file = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        self.of_this_file += len(raw_data)
        return raw_data if self.received <= MOST else None

    def file_complete(self, file_size: int) -> Upload | None:
        if self.received <= MOST:
            return None
        return TooLargeUpload(self.file_name or "", max(self.received, self.of_this_file))
