"""What takes too long to render is refused with a sentence wherever people write."""

from decimal import Decimal

import pytest

from localturn.academy.actions import forum, grading, hand_ins
from localturn.academy.models import HandIn, Post
from localturn.foundation.refusals import Invalid
from makers.academy import NOON, make_enrolment, make_facilitator, make_run

pytestmark = pytest.mark.django_db

TANGLED = "![" * 5_000
REFUSAL = "This text has too many marks"


def test_a_tangled_text_is_refused_with_a_sentence() -> None:
    seat = make_enrolment(make_run())
    assert seat.person is not None
    discussion = seat.run.version.activities.get(stable_id="discussion-1")
    assignment = seat.run.version.activities.get(kind="assignment")
    work = HandIn.objects.create(
        enrolment=seat,
        activity=assignment,
        number=1,
        text="",
        text_html="",
        words=0,
        handed_in_at=NOON,
    )

    with pytest.raises(Invalid, match=REFUSAL):
        forum.post(discussion, run=seat.run, body=TANGLED, by=seat.person, now=NOON)
    with pytest.raises(Invalid, match=REFUSAL):
        hand_ins.hand_in(seat, assignment, text=TANGLED, by=seat.person, now=NOON)
    with pytest.raises(Invalid, match=REFUSAL):
        grading.mark(
            work, points=Decimal(1), feedback=TANGLED, by=make_facilitator(seat.run), now=NOON
        )

    assert (Post.objects.count(), HandIn.objects.count(), seat.grades.count()) == (0, 1, 0)
