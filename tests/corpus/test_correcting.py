"""A corrected text, and the codings of the older one."""

import pytest
from django.test import Client

from localturn.corpus.actions import correcting
from localturn.corpus.models import Coding, Round
from localturn.foundation.library.anchoring import How
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import NOON, TEXT, make_coding, make_work

pytestmark = pytest.mark.django_db

NEW = TEXT.replace("States do not listen, and c", "C").replace("recieve", "receive")
NEW = NEW.replace("The network of cities asks", "A new line.\n\nThe network of towns asks")


def test_codings_go_along_and_what_is_lost_is_told_and_taken_back() -> None:
    work = make_work()
    kept = make_coding(work.document, work.code, "meet once a year")
    changed = make_coding(work.document, work.code, "network of cities asks the Union")
    lost = make_coding(work.document, work.code, "States do not listen")
    old = work.document.version

    before = correcting.preview(work.document, NEW)
    done = correcting.correct(work.document, NEW.replace("\n", "\r\n"), by=work.lead, now=NOON)

    assert before.counts == done.counts == {How.SAME: 1, How.CHANGED: 1, How.LOST: 1}
    for each in (kept, changed, lost):
        each.refresh_from_db()
    assert (kept.quote, kept.version) == ("meet once a year", work.document.version)
    assert NEW[kept.start : kept.end] == kept.quote
    assert changed.quote == "network of towns asks the Union"
    assert (lost.withdrawn_at, lost.version, lost.quote) == (NOON, old, "States do not listen")
    old.refresh_from_db()
    assert old.text == TEXT


def test_what_is_no_correction_is_refused() -> None:
    work = make_work()

    with pytest.raises(Invalid):
        correcting.correct(work.document, TEXT.replace("\n", "\r\n"), by=work.lead, now=NOON)
    with pytest.raises(Invalid):
        correcting.correct(work.document, " \n", by=work.lead, now=NOON)
    with pytest.raises(NotAllowed):
        correcting.correct(work.document, NEW, by=work.reader, now=NOON)


def test_a_text_that_is_coded_in_an_open_round_is_not_corrected() -> None:
    work = make_work()
    pilot = Round.objects.create(project=work.project, name="Pilot", begun_at=NOON)
    Coding.objects.filter(pk=make_coding(work.document, work.code).pk).update(round=pilot)

    with pytest.raises(NotNow):
        correcting.correct(work.document, NEW, by=work.lead, now=NOON)
    with pytest.raises(NotNow):
        correcting.preview(work.document, NEW)


def test_the_page_shows_what_becomes_of_the_codings_first() -> None:
    work = make_work()
    make_coding(work.document, work.code, "States do not listen")
    client = Client()
    assert work.lead.person is not None
    client.force_login(work.lead.person)
    address = f"/corpus/documents/{work.document.pk}/correct/"

    shown = client.post(address, {"text": NEW})
    assert "Not found: taken back" in shown.text
    assert Coding.objects.filter(withdrawn_at=None).count() == 1
    done = client.post(address, {"text": NEW, "sure": "1"}, follow=True)

    assert "A new line." in done.text
    assert "was not found in it" in done.text
