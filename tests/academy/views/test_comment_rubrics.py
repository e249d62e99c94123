"""Comments on the work of other groups that judge it by criteria, and those without names."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import groupwork
from localturn.academy.domain.rubric import Judged
from localturn.academy.models import GroupComment
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid
from makers.groups import AFTER, Seminar

pytestmark = pytest.mark.django_db

RUBRIC = [
    {
        "id": "question",
        "title": "Does it ask one question?",
        "levels": [
            {"points": "0", "text": "It asks many, or none."},
            {"points": "1", "text": "It asks one."},
        ],
    }
]


@pytest.fixture(autouse=True)
def _after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "now", lambda: AFTER)


def make_seminar(**settings: Any) -> Seminar:
    """Of two groups, the first of which has handed in."""
    seminar = Seminar(groups=2, **settings)
    seminar.hand_in(seminar.seats[seminar.groups[0]][0])
    return seminar


def page(seminar: Seminar, verb: str) -> str:
    address = reverse("academy:activity-verb", args=[seminar.run.slug, "presentation", verb])
    return f"{address}?group=1"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_commenter_chooses_a_level_of_each_criterion_and_everybody_reads_it() -> None:
    seminar = make_seminar(comment_rubric=RUBRIC)
    ana, other = seminar.seats[seminar.groups[1]][0], seminar.seats[seminar.groups[0]][0]
    client = signed_in(ana.person)
    assert "Does it ask one question?" in client.get(page(seminar, "of-group")).text
    sent = {"group": 1, "text": "Well asked."}

    refused = client.post(page(seminar, "comment"), sent)
    assert refused.status_code == 422
    assert "Choose a level." in refused.text
    assert "Well asked." in refused.text
    client.post(page(seminar, "comment"), {**sent, "level-question": "1"})

    assert GroupComment.objects.get().rubric == [
        {"criterion": "question", "level": 1, "comment": ""}
    ]
    assert "It asks one." in signed_in(other.person).get(page(seminar, "of-group")).text


def test_another_level_changes_a_comment_as_another_text_does() -> None:
    seminar = make_seminar(comment_rubric=RUBRIC)
    ana = seminar.seats[seminar.groups[1]][0]
    assert ana.person is not None

    def judge(level: int, now: datetime = AFTER) -> GroupComment:
        assert ana.person is not None
        judged = [Judged("question", level)]
        return groupwork.comment(
            ana, seminar.state, seminar.groups[0], "So.", judged=judged, by=ana.person, now=now
        )

    assert judge(1).changed_at is None
    assert judge(0).changed_at == AFTER
    with pytest.raises(Invalid, match="Choose a level for each criterion"):
        judge(7)


def test_where_the_course_says_so_participants_read_comments_without_names() -> None:
    seminar = make_seminar(comment_names=False)
    ana, ben = seminar.seats[seminar.groups[1]]
    seminar.comment(ana, seminar.groups[0])

    read = {
        "author": signed_in(ana.person).get(page(seminar, "of-group")).text,
        "other": signed_in(ben.person).get(page(seminar, "of-group")).text,
        "guide": signed_in(seminar.facilitator).get(page(seminar, "of-group")).text,
    }

    assert {who: "Person 2a" in text.split("<main")[1] for who, text in read.items()} == {
        "author": False,
        "other": False,
        "guide": True,
    }
    assert "Another participant" in read["other"]
    assert "without your name" in read["other"]


@pytest.mark.parametrize("names", [True, False])
def test_a_comment_keeps_what_its_author_was_promised(names: bool) -> None:
    seminar = make_seminar(comment_names=names)

    seminar.comment(seminar.seats[seminar.groups[1]][0], seminar.groups[0])

    assert GroupComment.objects.get().is_unnamed is not names


def test_who_was_promised_not_to_be_named_is_not_named_by_a_later_version() -> None:
    seminar = make_seminar()
    ana, ben = seminar.seats[seminar.groups[1]]
    seminar.comment(ana, seminar.groups[0])
    GroupComment.objects.update(is_unnamed=True)

    read = signed_in(ben.person).get(page(seminar, "of-group")).text.split("<main")[1]

    assert "Another participant" in read
    assert "Person 2a" not in read
