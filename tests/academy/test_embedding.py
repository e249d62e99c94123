"""A course's text shows passages of research, where who published it may see them, and for as long
as they may be quoted."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from localturn.academy.actions.links import link_texts
from localturn.academy.models import Activity, CourseVersion
from localturn.academy.queries.links import activity_thing
from localturn.corpus.actions import coding, correcting, documents, pseudonyms
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, ProjectDocument
from localturn.foundation import moments
from localturn.foundation.embedding import shown_to
from localturn.foundation.links.queries import links_from
from localturn.foundation.people.models import Person
from localturn.foundation.prose import render
from makers.academy import NOON, make_enrolment, make_published, make_run, make_version
from makers.corpus import Work, make_coding, make_document, make_work
from makers.people import make_person

pytestmark = pytest.mark.django_db

NOT_SHOWN = "This passage may not be shown here."


def course_showing(passage: Coding, *, by: Person) -> CourseVersion:
    draft = make_version(number=None)
    body = f"They write:\n\n![On money]({passage.get_absolute_url()})\n"
    Activity.objects.filter(version=draft, stable_id="reading-1").update(
        body=body, body_html=render(body).html
    )
    published = make_published(draft, number=1)
    link_texts(published, by=by, now=NOON)
    return published


def read_by_a_participant(version: CourseVersion) -> str:
    seat = make_enrolment(
        make_run(version, starts_on=moments.now().date() - timedelta(days=2)),
        person=make_person("Participant"),
    )
    assert seat.person is not None
    client = Client()
    client.force_login(seat.person)
    answer = client.get(reverse("academy:activity", args=[seat.run.slug, "reading-1"]))
    assert answer.status_code == 200
    return answer.text


def lead_of(work: Work) -> Person:
    assert work.lead.person is not None
    return work.lead.person


def test_a_participant_reads_a_quotation_with_its_source() -> None:
    work = make_work()
    version = course_showing(make_coding(work.document, work.code, "money"), by=lead_of(work))

    html = read_by_a_participant(version)

    assert '<figure class="lt-quotation"><blockquote lang="en"><p>money</p></blockquote>' in html
    assert "<figcaption>(“Declaration”, n.d., para. 2)</figcaption>" in html
    assert "On money" not in html


def test_who_publishes_shows_no_more_than_they_may_see_themselves() -> None:
    work = make_work()
    passage = make_coding(work.document, work.code, "money")

    html = read_by_a_participant(course_showing(passage, by=make_person("Somebody Else")))

    assert NOT_SHOWN in html
    assert ">money<" not in html


def test_what_is_not_released_or_was_taken_back_is_not_shown() -> None:
    work = make_work()
    talk = make_document(work.project, "She said so herself.", kind=DocumentClass.INTERVIEW)
    passage = make_coding(talk, work.code, "said so")
    thing = activity_thing(course_showing(passage, by=lead_of(work)).course.slug, "reading-1")
    assert links_from(thing) == []

    pseudonyms.release(passage, by=work.lead, now=NOON)
    version = course_showing(passage, by=lead_of(work))
    assert ">said so<" in read_by_a_participant(version)
    pseudonyms.withhold(passage, by=work.lead)
    assert ">said so<" not in read_by_a_participant(version)
    pseudonyms.release(passage, by=work.lead, now=NOON)
    coding.withdraw(passage, by=work.lead, now=NOON)
    assert NOT_SHOWN in read_by_a_participant(version)


def test_what_is_shown_goes_along_when_the_text_is_corrected_and_goes_with_the_document() -> None:
    work = make_work()
    passage = make_coding(
        work.document, work.code, "The network of cities asks the Union for money"
    )
    version = course_showing(passage, by=lead_of(work))
    better = work.document.version.text.replace("asks", "has asked").replace(
        "Cities", "Many cities"
    )

    correcting.correct(work.document, better, by=work.lead, now=NOON)
    corrected = read_by_a_participant(version)
    documents.remove(ProjectDocument.objects.get(), by=work.lead, now=NOON)
    removed = read_by_a_participant(version)
    documents.put_back(ProjectDocument.objects.get(), by=work.lead)

    assert ">The network of cities has asked the Union for money<" in corrected
    assert "Union" not in removed
    assert NOT_SHOWN in removed
    assert ">The network of cities has asked the Union for money<" in read_by_a_participant(version)


def test_a_newer_version_keeps_what_was_shown_for_runs_of_the_older_one() -> None:
    work = make_work()
    version = course_showing(make_coding(work.document, work.code, "money"), by=lead_of(work))
    next_one = make_version(course=version.course, number=None)

    link_texts(make_published(next_one, number=2), by=make_person("Another Author"), now=NOON)

    assert ">money<" in read_by_a_participant(version)


def test_an_author_sees_beforehand_what_will_be_shown() -> None:
    work = make_work()
    passage = make_coding(work.document, work.code, "money")
    html = render(f"Within ![words]({passage.get_absolute_url()}) a line.").html

    assert '<q lang="en">money</q> (“Declaration”, n.d., para. 2) a line.' in shown_to(
        html, lead_of(work)
    )
    for other in (make_person("Somebody Else"), AnonymousUser()):
        assert shown_to(html, other) == f"<p>Within <em>{NOT_SHOWN}</em> a line.</p>\n"


def test_what_is_of_another_house_or_no_passage_stays_a_link() -> None:
    elsewhere = "https://other.example/corpus/passages/1/"
    html = render(f"![words]({elsewhere}) ![none](/corpus/passages/999/) ![a](/no/thing/3/)").html

    shown = shown_to(html, make_person("Reader"))

    assert f'href="{elsewhere}"' in shown
    assert ">words</a>" in shown
    assert NOT_SHOWN in shown
    assert ">a</a>" in shown
