"""Through the whole of Django: how a form meets what is sent to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from pytest_django import Settings

from localturn.foundation.files.forms import UploadsField
from localturn.foundation.files.uploading import MOST
from makers import files


class HandOver(forms.Form):
    word = forms.CharField()
    plan = UploadsField(most=2, required=False)


@csrf_exempt
def hand_over(request: HttpRequest) -> HttpResponse:
    """Answers what was sent, or what is wrong with it."""
    form = HandOver(request.POST, request.FILES)
    if not form.is_valid():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return HttpResponse("\n".join(errors), status=422)
    size = sum(len(chunk) for plan in form.cleaned_data["plan"] for chunk in plan.chunks())
    return HttpResponse(f"{form.cleaned_data['word']} {size}")


urlpatterns = [path("hand-over/", hand_over)]


@pytest.fixture(autouse=True)
def _addresses(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    with override("en"):
        yield


def send(client: Client, *contents: bytes, name: str = "plan.txt") -> tuple[int, str]:
    sent: dict[str, Any] = {"word": "hello", "plan": [files.upload(name, c) for c in contents]}
    answer = client.post("/hand-over/", sent)
    return answer.status_code, answer.text


def test_a_file_of_any_size_up_to_the_bound_arrives(client: Client) -> None:
    assert send(client, b"x") == (200, "hello 1")
    assert send(client, b"x" * 3 * 1024 * 1024) == (200, f"hello {3 * 1024 * 1024}")
    assert send(client, b"x" * MOST) == (200, f"hello {MOST}")
    assert client.post("/hand-over/", {"word": "hello"}).text == "hello 0"


def test_a_larger_one_is_refused_and_the_form_is_still_read(client: Client) -> None:
    assert send(client, b"x" * (MOST + 1)) == (
        422, "This file has 4.1 MiB. At most 4 MiB can be handed over at once.",
    )  # fmt: skip
    assert send(client, b"x" * (9 * 1024 * 1024))[1].startswith("This file has 9.0 MiB.")


def test_the_bound_is_of_all_files_together(client: Client) -> None:
    status, said = send(client, b"x" * (MOST - 10), b"x" * 20)

    assert (status, said) == (
        422, "plan.txt: This file has 4.1 MiB. At most 4 MiB can be handed over at once.",
    )  # fmt: skip


def test_what_is_beyond_the_bound_is_not_kept(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    send(client, b"x" * (20 * 1024 * 1024))

    assert sum(path.stat().st_size for path in tmp_path.rglob("*")) <= MOST


def test_more_than_is_read_at_all_is_refused_outright(client: Client) -> None:
    assert send(client, b"x" * (17 * MOST))[0] == 400


def test_what_is_no_file_of_ours_is_told_why(client: Client) -> None:
    assert send(client, b"GIF89a\x00", name="picture.gif") == (
        422,
        "This is not a kind of file that can be handed over here. Use PDF, DOCX, ODT, XLSX, ODS,"
        " PPTX, ODP, TXT, MD, PNG or JPG.",
    )
    assert send(client, b"") == (422, "This file is empty.")


def test_the_browser_is_told_what_to_offer() -> None:
    assert 'accept=".pdf,.docx,.odt,' in str(HandOver()["plan"])
