"""A participant watches a video, reads it, and comes back to where they were."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Completion, Course, CourseRole, Enrolment, Watching
from localturn.academy.views.kinds import video
from localturn.foundation import moments
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.videos import ENGLISH, SECONDS, WEBM, make_video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def seat(client: Client) -> Enrolment:
    version = make_version(number=None)
    make_video(version)
    enrolment = make_enrolment(make_run(version))
    client.force_login(enrolment.person)
    return enrolment


def at(seat: Enrolment, rest: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/video-1/{rest}"


def tell(client: Client, seat: Enrolment, **said: Any) -> Any:
    report = {"place": "2", "played": "0-2", "sequence": "5"} | said
    return client.post(at(seat, "place/"), report)


def test_the_page_has_a_player_of_our_own_host_with_captions_and_a_transcript(
    client: Client, seat: Enrolment
) -> None:
    page = client.get(at(seat)).text

    assert f'<video controls playsinline preload="metadata" src="{at(seat)}files/walk.webm"' in page
    assert f'poster="{at(seat)}files/walk.png"' in page
    assert (
        f'<track kind="captions" src="{at(seat)}files/walk.fr.vtt" srclang="fr" label="Français">'
        in page
    )
    assert "autoplay" not in page
    assert f'<a href="{at(seat)}files/walk.webm" download>Download the video</a>' in page
    assert "0:03" in page
    assert f"{len(WEBM)}\xa0bytes" in page
    assert "<strong>Ana:</strong> Who came?" in page
    assert f'href="{at(seat)}?t=1#video" data-at="1"' in page
    assert "I have watched it or read the transcript" in page


def test_the_transcript_is_in_the_readers_language_or_the_one_they_ask_for(
    client: Client, seat: Enrolment
) -> None:
    client.cookies["django_language"] = "fr"
    french = client.get(at(seat)).text
    english = client.get(at(seat, "?transcript=en")).text
    client.cookies["django_language"] = "sv"
    swedish = client.get(at(seat)).text

    assert "Qui est venu ?" in french
    assert 'srclang="fr" label="Français" default' in french
    for other in (english, swedish):
        assert "Who came?" in other
        assert "Qui est venu" not in other
        assert 'srclang="en" label="English" default' in other
        assert other.count(" default>") == 1


def test_a_time_in_the_transcript_begins_there_without_a_script(
    client: Client, seat: Enrolment
) -> None:
    assert f'src="{at(seat)}files/walk.webm#t=2"' in client.get(at(seat, "?t=2")).text
    for nonsense in ("3", "-1", "x", "9" * 40, "²"):
        assert "#t=" not in client.get(at(seat, f"?t={nonsense}")).text.split("</video")[0]


def test_the_video_leaves_in_slices_and_its_captions_whole(client: Client, seat: Enrolment) -> None:
    whole = client.get(at(seat, "files/walk.webm"))
    piece = client.get(at(seat, "files/walk.webm"), headers={"range": "bytes=10-19"})
    captions = client.get(at(seat, "files/walk.en.vtt"))
    again = client.get(at(seat, "files/walk.en.vtt"), headers={"if-none-match": captions["ETag"]})

    assert (whole.status_code, whole["Content-Type"]) == (200, "video/webm")
    assert b"".join(whole) == WEBM
    assert (piece.status_code, piece["Content-Range"]) == (206, f"bytes 10-19/{len(WEBM)}")
    assert b"".join(piece) == WEBM[10:20]
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.text == ENGLISH
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(at(seat, "files/walk.sv.vtt")).status_code == 404


def test_only_who_may_open_the_page_has_its_files(client: Client, seat: Enrolment) -> None:
    address = at(seat, "files/walk.webm")

    client.force_login(make_person("Stranger"))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(make_facilitator(seat.run))
    assert client.get(address).status_code == 200


def test_a_place_is_remembered_and_offered(client: Client, seat: Enrolment) -> None:
    answer = tell(client, seat)

    assert answer.json() == {"sequence": 5, "done": True}
    row = Watching.objects.get()
    assert (row.place, row.played, row.sequence) == (2, [[0, 2]], 5)


def test_a_long_way_into_a_video_one_goes_on_from_there(
    client: Client, seat: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, "_ENOUGH_TO_GO_ON", 1)
    tell(client, seat, place="1", played="")

    page = client.get(at(seat)).text

    assert f'href="{at(seat)}?t=1#video" data-at="1">Continue at 0:01</a>' in page


@pytest.mark.both
def test_a_report_told_twice_or_late_changes_nothing(client: Client, seat: Enrolment) -> None:
    tell(client, seat, place="1", played="0-1", sequence="7")
    tell(client, seat, place="1", played="0-1", sequence="7")
    late = tell(client, seat, place="3", played="2-3", sequence="6")

    row = Watching.objects.get()
    assert late.json()["sequence"] == 7
    assert (row.place, row.played, row.sequence) == (1, [[0, 1], [2, 3]], 7)


def test_it_is_done_when_as_much_as_it_asks_for_was_really_played(
    client: Client, seat: Enrolment
) -> None:
    assert tell(client, seat, played="0-1", place="3").json()["done"] is False
    assert tell(client, seat, played="0-1", sequence="6").json()["done"] is False
    assert not Completion.objects.exists()

    assert tell(client, seat, played="2-3", sequence="7").json()["done"] is True

    assert Completion.objects.get().activity.stable_id == "video-1"
    assert "Watched or read on" in client.get(at(seat)).text


def test_who_reads_instead_says_so_and_takes_it_back(client: Client, seat: Enrolment) -> None:
    answer = client.post(at(seat, "done/"))

    assert answer["Location"] == at(seat, "#work")
    assert Completion.objects.count() == 1
    client.post(at(seat, "undone/"))
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "said",
    [{"played": "x"}, {"place": "-1"}, {"place": "x"}, {"place": ""}, {"played": "0-1," * 600}],
)
def test_what_is_no_report_is_refused_with_a_sentence(
    client: Client, seat: Enrolment, said: dict[str, str]
) -> None:
    answer = tell(client, seat, **said)

    assert answer.status_code == 422
    assert "This is no report of a video player." in answer.text
    assert not Watching.objects.exists()


def test_a_report_from_beyond_the_end_is_cut(client: Client, seat: Enrolment) -> None:
    tell(client, seat, place="999", played="1-999999")

    row = Watching.objects.get()
    assert (row.place, row.played) == (SECONDS, [[1, SECONDS]])


def test_nobody_else_reports_and_nothing_after_the_end(client: Client, seat: Enrolment) -> None:
    with moments.travelled(timedelta(days=30)):
        assert tell(client, seat).status_code == 409
    client.force_login(make_facilitator(seat.run))
    assert tell(client, seat).status_code == 403
    assert "data-watch" not in client.get(at(seat)).text
    client.force_login(make_person("Stranger"))
    assert tell(client, seat).status_code == 403
    assert not Watching.objects.exists()


def test_the_page_takes_as_many_statements_for_two_languages_as_for_none(
    client: Client, seat: Enrolment, django_assert_max_num_queries: Any
) -> None:
    client.get(at(seat))
    with django_assert_max_num_queries(12):
        client.get(at(seat))


def test_an_author_sees_the_video_of_the_draft_and_one_that_is_missing(client: Client) -> None:
    course = Course.objects.create(slug="small", created_at=NOON)
    version = make_version(course=course, number=None)
    make_video(version)
    author = make_person("Amra Author")
    CourseRole.objects.create(
        course=course, person=author, role=CourseRole.Role.AUTHOR, given_at=NOON
    )
    client.force_login(author)
    base = "/academy/courses/small/draft/"

    page = client.get(f"{base}a/video-1/").text
    assert f'src="{base}a/video-1/files/walk.webm"' in page
    assert "Who came?" in page
    assert b"".join(client.get(f"{base}a/video-1/files/walk.webm")) == WEBM
    files = client.get(f"{base}files/").text
    assert "media/walk.webm" in files
    assert "media/walk.en.vtt" in files
    assert client.get(f"{base}files/media/walk.webm").status_code == 404

    version.media.all().delete()
    assert "The video is not here yet." in client.get(f"{base}a/video-1/").text
    assert client.get(f"{base}a/video-1/files/walk.webm").status_code == 404
