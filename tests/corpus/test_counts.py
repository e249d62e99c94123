"""What pages say of how much is coded, counted of what the process keeps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localturn.corpus.actions import codebook, coding, correcting, recoding, rounds
from localturn.corpus.domain.terms import DocumentClass, Level, Role
from localturn.corpus.models import Coding, ProjectDocument
from localturn.corpus.permissions import sight
from localturn.corpus.queries.activity import activity_of
from localturn.corpus.queries.codebook import branches
from localturn.corpus.queries.coded import outdated_of
from localturn.corpus.queries.counts import counts_by_code, counts_of
from localturn.corpus.queries.frame import outdated, outdated_in
from makers.corpus import NOON, make_code, make_coding, make_document, make_member, make_work

pytestmark = pytest.mark.django_db


def test_the_entrance_and_the_codebook_count_no_rows() -> None:
    work = make_work()
    make_coding(work.document, work.code, "cities")
    activity_of(sight(work.lead), now=NOON)

    with CaptureQueriesContext(connection) as asked:
        activity = activity_of(sight(work.lead), now=NOON)
        tree = branches(sight(work.lead))

    assert (activity.codings, activity.coded_documents, activity.documents) == (1, 1, 1)
    assert [each.codings for each in tree] == [1]
    counting = [each["sql"] for each in asked if "COUNT(" in each["sql"]]
    assert [sql for sql in counting if "changed_at" not in sql] == []


def test_counts_follow_what_is_coded_and_taken_back_and_who_asks() -> None:
    work = make_work()
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    money = make_code(work.project, "Money")
    made = make_coding(work.document, work.code, "cities", by=work.coder)
    make_coding(interview, money, "said", by=work.lead)
    lead, reader = sight(work.lead), sight(make_member(work.project, Role.READER))
    assert (counts_of(lead).codings, counts_of(lead).coded_documents) == (2, 2)
    assert counts_by_code(lead) == {work.code.pk: 1, money.pk: 1}
    assert counts_by_code(reader) == {work.code.pk: 1}
    assert counts_of(reader).documents == 1

    make_coding(work.document, money, "for money", by=work.coder)
    assert counts_of(reader).codings == 2
    coding.withdraw(made, by=work.coder, now=NOON)
    assert counts_by_code(reader) == {money.pk: 1}
    ProjectDocument.objects.filter(pk=work.document.pk).update(removed_at=NOON)
    assert counts_of(sight(work.lead)).codings == 1


def test_what_others_code_in_an_open_round_is_not_counted() -> None:
    work = make_work()
    blind = rounds.begin("Blind", by=work.lead, now=NOON)
    rounds.give(blind, {work.document: [work.coder]}, by=work.lead, now=NOON)
    make_coding(work.document, work.code, "cities", by=work.coder)

    assert counts_of(sight(work.lead)).codings == 0
    assert counts_of(sight(work.coder)).codings == 1


def test_counts_are_those_of_the_rows_after_a_correction() -> None:
    work = make_work()
    for words in ("cities", "for money"):
        make_coding(work.document, work.code, words)
    counts_of(sight(work.lead))

    words = work.document.version.text.replace("for money", "in vain")
    correcting.correct(work.document, words, by=work.lead, now=NOON)

    assert counts_of(sight(work.lead)).codings == sight(work.lead).codings().count()


def test_only_codings_of_codes_that_have_changed_are_looked_at_again() -> None:
    work = make_work()
    money = make_code(work.project, "Money")
    for code in (work.code, money):
        make_coding(work.document, code, "cities")
    seen = sight(work.lead)
    with CaptureQueriesContext(connection) as asked:
        assert outdated_in(seen) == 0
    assert [each["sql"] for each in asked if "corpus_coding" in each["sql"]] == []

    again = codebook.Wording("Money", Level.CODE, definition="Something else.")
    codebook.reword(money, again, by=work.lead, now=NOON)

    assert outdated_in(seen) == outdated(seen).count() == 1


def test_what_was_merged_is_to_be_looked_at_where_no_meaning_has_changed() -> None:
    work = make_work()
    money = make_code(work.project, "Money")
    make_coding(work.document, money, "cities")

    recoding.merge(money, into=work.code, by=work.lead, now=NOON)

    seen = sight(work.lead)
    assert Coding.objects.get().meaning < work.code.meaning == 1
    assert outdated_in(seen) == outdated(seen).count() == 1
    assert outdated_of(seen, work.code) == 1
