"""The demonstration's letters: sent, in the making, and one that came back."""

import pytest

from localturn.agenda.demo import letters
from localturn.agenda.models import Delivery, Issue, Stage, Subscriber
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from makers.people import make_operator

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
