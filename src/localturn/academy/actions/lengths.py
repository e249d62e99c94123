"""Counting words and pages of what was handed in, in a task, since no request may be long."""

from django.core.files.storage import default_storage

from localturn.academy.models import FileLength, HandIn
from localturn.academy.standards.counting import counted
from localturn.foundation.tasks import task


@task()
def count_lengths(hand_in_id: int) -> None:
    """Of each file of a paper that has not been counted."""
    hand_in = HandIn.objects.filter(pk=hand_in_id).first()
    if hand_in is None:
        return
    for file in hand_in.files.filter(length=None):
        with default_storage.open(file.place) as content:
            length = counted(content, file.media_type)
        FileLength.objects.update_or_create(
            file=file, defaults={"words": length.words, "pages": length.pages}
        )
