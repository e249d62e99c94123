"""What stands in the demonstration: announcements, a queue, people who register, and letters."""

from collections import Counter

import pytest

from localturn.agenda.demo import announcements, arrivals, letters, registering
from localturn.agenda.models import (
    Candidate,
    Delivery,
    Event,
    Issue,
    Registrant,
    Stage,
    Subscriber,
)
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from makers.people import make_operator
from makers.places import make_country

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_two_issues_were_sent_to_readers_in_three_languages() -> None:
    make_operator()

    letters.furnish(now=moments.now(), report=lambda _sentence: None)

    assert list(Issue.objects.order_by("pk").values_list("stage", flat=True)) == [
        Stage.SENT,
        Stage.SENT,
        Stage.DRAFT,
    ]
    read = Message.objects.filter(key__startswith="agenda/issue/")
    assert set(read.values_list("language", flat=True)) == {"en", "fr", "sv"}
    assert Delivery.objects.filter(state="bounced").count() == 1
    assert set(Subscriber.objects.values_list("standing", flat=True)) == {
        "subscribed",
        "asked",
        "left",
        "suspended",
    }


def test_some_sixty_announcements_in_six_languages_a_queue_and_a_full_seminar() -> None:
    make_operator()
    make_country("SE", "Sweden")

    for part in (announcements, arrivals, registering):
        part.furnish(now=moments.now(), report=lambda _sentence: None)

    told = Event.objects.filter(state="published", texts__is_original=True)
    assert told.count() >= 58
    assert len(set(told.values_list("texts__language", flat=True))) >= 6
    waiting = Candidate.objects.filter(stage="waiting")
    assert waiting.filter(gravity__gt=0).exists()
    assert waiting.count() >= 3
    standings = Counter(Registrant.objects.values_list("standing", flat=True))
    assert [standings[each] for each in ("confirmed", "offered", "waiting")] == [23, 2, 3]
