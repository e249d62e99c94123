"""Interviews: names under a key, replaced for good, and a check that nothing passes."""

import re
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any
from unicodedata import normalize

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse

from localturn.corpus.actions import (
    codebook,
    correcting,
    drawing,
    holding_back,
    pseudonyms,
    rounds,
    sealing,
    transfers,
)
from localturn.corpus.actions.codebook import Wording
from localturn.corpus.actions.finding import forget_words, index_text
from localturn.corpus.actions.undoing import undo
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.terms import DocumentClass, Level
from localturn.corpus.domain.transfers import State
from localturn.corpus.models import (
    Actor,
    Attribute,
    AttributeValue,
    Case,
    CodebookChange,
    Coding,
    DocumentSet,
    Member,
    Memo,
    Node,
    Project,
    ProjectDocument,
    Pseudonym,
    Question,
    Round,
    Settlement,
    Transfer,
)
from localturn.corpus.permissions import sight
from localturn.corpus.queries.releases import is_released, released
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.library.models import Document, TextVersion
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import NOON, Work, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db
TEXT = (
    "I: Where do you work?\n\nB: My name is Ada Nobody, I work in Nowhere.\n\n"
    "Ada's mayor never asks. We meet twice a year."
)


def _signed_in(member: Member) -> Client:
    assert isinstance(member.person, Person)
    client = Client()
    client.force_login(member.person)
    return client


def _asked() -> tuple[Work, ProjectDocument]:
    """A project with an interview that was read from a file, and a memo about it."""
    work = make_work()
    interview = make_document(
        work.project, TEXT, title="Ada Nobody, 3 May", kind=DocumentClass.INTERVIEW
    )
    file = files.store_made(
        ContentFile(TEXT.encode()),
        name="ada.txt",
        media_type="text/plain",
        owner=None,
        subject="corpus/import/1",
        now=NOON,
    )
    Document.objects.filter(pk=interview.document_id).update(file=file)
    Memo.objects.create(
        project=work.project,
        kind="note",
        title="Ada Nobody",
        text="ADA NOBODY is careful.",
        document=interview,
        by=work.lead,
        made_at=NOON,
        changed_at=NOON,
    )
    return work, interview


def _name(work: Work) -> Pseudonym:
    return pseudonyms.give(
        ["Ada Nobody", "Ada"], stands_as="[Person 1]", about=About.PERSON, by=work.lead, now=NOON
    )


def _fresh(document: ProjectDocument) -> ProjectDocument:
    return ProjectDocument.objects.select_related("version", "document").get(pk=document.pk)


def test_names_are_replaced_for_good_and_codings_carried_over() -> None:
    work, interview = _asked()
    before = make_coding(interview, work.code, "Where do you work?")
    across = make_coding(interview, work.code, "Nobody, I work")
    after = make_coding(interview, work.code, "mayor never asks", by=work.coder)
    gone = make_coding(interview, work.code, "twice a year", by=work.coder)
    Coding.objects.filter(pk=gone.pk).update(withdrawn_at=NOON)
    _name(work)
    _taken = transfers.ask_out(
        "html", profile="plain", classes=[DocumentClass.INTERVIEW], by=work.lead, now=NOON
    )

    number = pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    interview = _fresh(interview)
    assert number == 2
    assert "Ada" not in interview.version.text
    assert interview.title == "[Person 1], 3 May"
    for coding, words in (
        (before, "Where do you work?"),
        (across, "[Person 1], I work"),
        (after, "mayor never asks"),
        (gone, "twice a year"),
    ):
        coding.refresh_from_db()
        assert coding.quote == words
        assert interview.version.text[coding.start : coding.end] == words
        assert coding.version_id == interview.version_id
    memo = Memo.objects.get()
    assert (memo.title, memo.text) == ("[Person 1]", "[Person 1] is careful.")
    assert [interview.version.text[s:e] for s, e, *_ in interview.version.paragraphs] == (
        interview.version.text.split("\n\n")
    )
    assert not TextVersion.objects.filter(text__contains="Ada").exists()
    assert not StoredFile.objects.exists()
    assert not Transfer.objects.exists()


def test_codings_of_an_older_text_are_looked_for_and_the_lost_ones_go() -> None:
    work, interview = _asked()
    found = make_coding(interview, work.code, "twice a year", by=work.coder)
    Coding.objects.filter(pk=found.pk).update(withdrawn_at=NOON)
    lost = make_coding(interview, work.code, "I work in Nowhere")
    Memo.objects.create(
        project=work.project,
        kind="note",
        title="Where",
        coding=lost,
        by=work.lead,
        made_at=NOON,
        changed_at=NOON,
    )
    corrected = TEXT.replace("Where do you work?", "Where?").replace(", I work in Nowhere", "")
    correcting.correct(interview, corrected, by=work.lead, now=NOON)
    _name(work)

    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    interview, left = _fresh(interview), Coding.objects.get()
    assert (left.pk, left.quote, left.version_id) == (
        found.pk,
        "twice a year",
        interview.version_id,
    )
    assert interview.version.text[left.start : left.end] == "twice a year"
    assert Memo.objects.get(title="Where").document == interview


def test_what_was_settled_in_a_round_is_carried_over() -> None:
    work, interview = _asked()
    pilot = rounds.begin("Ada's round", by=work.lead, now=NOON)
    for words, member in (
        ("name is Ada", work.lead),
        ("Ada Nobody", work.coder),
        ("twice a year", work.lead),
        ("twice a year", work.coder),
        ("Where do", work.lead),
    ):
        make_coding(interview, work.code, words, by=member, round=pilot)
    rounds.give(pilot, {interview: [work.lead, work.coder]}, by=work.lead, now=NOON)
    rounds.close(pilot, by=work.lead, now=NOON)
    for words, choice in (("name is Ada", "whole"), ("Where do", "nothing")):
        rounds.settle(
            sight(work.lead),
            pilot,
            document=interview.pk,
            code=work.code.pk,
            region_start=TEXT.index(words),
            choice=choice,
            note="As Ada says.",
            now=NOON,
        )
    keys = set(Settlement.objects.values_list("pk", flat=True))
    _name(work)

    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    text, settled = _fresh(interview).version.text, Settlement.objects.order_by("region_start")
    assert [(text[s.region_start : s.region_end], s.note) for s in settled] == [
        ("Where do", "As [Person 1] says."),
        ("name is [Person 1]", "As [Person 1] says."),
        ("twice a year", ""),
    ]
    assert [s.start and text[s.start : s.end] for s in settled] == [
        None,
        "name is [Person 1]",
        "twice a year",
    ]
    assert {s.pk for s in settled} == keys
    assert Round.objects.get().name == "[Person 1]'s round"


def test_what_was_settled_under_an_older_text_is_carried_over_too() -> None:
    work, interview = _asked()
    pilot = rounds.begin("Pilot", by=work.lead, now=NOON)
    for words in ("mayor never asks", "I work in Nowhere"):
        for member in (work.lead, work.coder):
            make_coding(interview, work.code, words, by=member, round=pilot)
    rounds.give(pilot, {interview: [work.lead, work.coder]}, by=work.lead, now=NOON)
    rounds.close(pilot, by=work.lead, now=NOON)
    corrected = TEXT.replace(", I work in Nowhere", "")
    correcting.correct(interview, corrected, by=work.lead, now=NOON)
    _name(work)

    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    left, text = Settlement.objects.get(), _fresh(interview).version.text
    assert left.start is not None
    assert text[left.start : left.end] == "mayor never asks"


def _write_the_name_everywhere(work: Work, interview: ProjectDocument) -> None:
    project = {"project": work.project}
    work.project.about = "With Ada Nobody."
    work.project.save()
    codebook.rename(work.code, "Ada", by=work.lead, now=NOON)
    Node.objects.filter(pk=work.code.pk).update(source="Ada Nobody (2024)")
    codebook.add(Wording("ADA", Level.CODE), under=None, by=work.lead, now=NOON)
    coding = make_coding(interview, work.code, "twice a year")
    Coding.objects.update(comment="Ada again")
    for name in ("Ada", "Ada Nobody"):
        case = Case.objects.create(name=name, about="Ada", **project)
        DocumentSet.objects.create(name=name, about="Ada", **project)
        Actor.objects.create(
            name=name, folded=name.lower(), aliases=["Ada"], level="local", made_at=NOON, **project
        )
    who = Attribute.objects.create(
        name="Like Ada",
        kind="choice",
        choices=["Ada", "Ada Nobody", "Bo"],
        of_cases=True,
        **project,
    )
    AttributeValue.objects.create(attribute=who, case=case, value="Ada")
    about = {"kind": "note", "by": work.lead, "made_at": NOON, "changed_at": NOON, **project}
    for each in ({"node": work.code}, {"case": case}, {"coding": coding}, {}):
        Memo.objects.create(title="Ada", text="ada", **each, **about)
    Question.objects.create(
        number=1,
        name="Ada?",
        kind="crosstab",
        asked={"kind": "crosstab", "filters": [{"attribute": who.pk, "values": ["Ada"]}]},
        note="Ada",
        by=work.lead,
        made_at=NOON,
        **project,
    )
    pseudonyms.clear("Ada Nobody", by=work.lead, now=NOON)
    transfers.receive(b"Ada", name="ada.qdpx", by=work.lead, now=NOON)
    transfers.ask_out("qdc", profile="plain", classes=[], by=work.lead, now=NOON)


@pytest.mark.once
def test_a_name_is_nowhere_in_the_database() -> None:
    work, interview = _asked()
    _write_the_name_everywhere(work, interview)
    index_text(interview.version_id)
    _name(work)
    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)
    index_text(_fresh(interview).version_id)

    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("corpus_", "library_", "files_", "trail_")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(re.search(r"\bada\b", str(row), re.IGNORECASE) for row in cursor.fetchall()):
                found.add(table)
    assert found == set()
    for model in (Node, Case, DocumentSet, Actor):
        names = sorted(model._default_manager.values_list("name", flat=True))
        assert names == ["[Person 1]", "[Person 1] (2)"]
    assert Attribute.objects.get().choices == ["[Person 1]", "Bo"]
    assert Question.objects.get().asked["filters"][0]["values"] == ["[Person 1]"]


@pytest.mark.once
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes away what is gone")
def test_no_byte_of_a_name_is_left_in_the_file_of_the_database() -> None:
    """Constraints are called so too; of words that begin as others do, indexes have the rest."""
    work, interview = _asked()
    name, words = re.compile(rb"(?<!_)nobody(?!_)|(?<!n)obody"), connection.cursor()
    words.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, corpus_words, row)")
    index_text(interview.version_id)
    words.execute("SELECT term FROM terms")
    assert "nobody" in {term for (term,) in words.fetchall()}
    assert name.search(connection.connection.serialize().lower())
    _name(work)
    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    forget_words.call()

    assert not name.search(connection.connection.serialize().lower())
    with closing(connect(":memory:")) as other:
        other.execute("PRAGMA secure_delete=OFF")
        other.executescript(connection.settings_dict["OPTIONS"]["init_command"])
        assert other.execute("PRAGMA secure_delete").fetchone() == (1,)


@pytest.mark.once
def test_the_key_is_apart_and_for_this_account_alone() -> None:
    work, _interview = _asked()
    _name(work)
    place = sealing.place_of(work.project)

    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert [each.says for each in pseudonyms.known_names(work.lead)] == [("Ada Nobody", "Ada")]


@pytest.mark.once
def test_where_no_key_can_be_made_no_name_is_added_and_a_sentence_says_so(
    settings: LazySettings, tmp_path: Path
) -> None:
    work, _interview = _asked()
    settings.KEYS = tmp_path / "no-folder" / "keys"
    (tmp_path / "no-folder").write_text("")

    with pytest.raises(NotNow, match="Nothing can be kept secret here"):
        _name(work)

    assert pseudonyms.known_names(work.lead) == []


@pytest.mark.once
def test_without_the_key_nothing_is_read_and_nothing_leaves() -> None:
    work, _interview = _asked()
    _name(work)
    sealing.place_of(work.project).unlink()

    with pytest.raises(NotNow, match="key"):
        pseudonyms.known_names(work.lead)
    with pytest.raises(NotNow, match="key"):
        pseudonyms.give(["Bo"], stands_as="B", about=About.PERSON, by=work.lead, now=NOON)
    assert not sealing.has_key(work.project)
    page = _signed_in(work.lead).get(reverse("corpus:names", args=[work.project.slug]))
    assert "The names cannot be read" in page.content.decode()
    made = transfers.ask_out(
        "html", profile="plain", classes=[DocumentClass.INTERVIEW], by=work.lead, now=NOON
    )
    transfers.make_out.call(made.pk)
    made.refresh_from_db()
    assert made.state == State.REFUSED


@pytest.mark.once
def test_an_interview_that_says_who_is_speaking_does_not_leave() -> None:
    work, interview = _asked()
    _name(work)

    def out() -> Transfer:
        made = transfers.ask_out(
            "qdpx", profile="plain", classes=[DocumentClass.INTERVIEW], by=work.lead, now=NOON
        )
        transfers.make_out.call(made.pk)
        made.refresh_from_db()
        return made

    refused = out()
    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)
    taken = out()

    assert refused.state == State.REFUSED
    assert "Ada Nobody, 3 May (5)" in refused.report["why"]
    assert taken.state == State.DONE


@pytest.mark.once
def test_a_memo_or_an_address_is_enough_to_keep_it_here_until_it_is_cleared() -> None:
    work, interview = _asked()
    _name(work)
    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)
    Memo.objects.update(text="See x@example.org")
    seen = sight(work.lead)

    with pytest.raises(NotNow, match="3 May"):
        holding_back.require_harmless(seen, [DocumentClass.INTERVIEW])
    holding_back.require_harmless(seen, [DocumentClass.PUBLIC])
    pseudonyms.clear("x@example.org", by=work.lead, now=NOON)
    holding_back.require_harmless(seen, [DocumentClass.INTERVIEW])


@pytest.mark.once
def test_a_codebook_that_quotes_a_name_goes_nowhere_until_it_is_replaced() -> None:
    work, interview = _asked()
    _name(work)
    Node.objects.filter(pk=work.code.pk).update(example="“My name is Ada Nobody.”")

    def out() -> str:
        made = transfers.ask_out("qdc", profile="plain", classes=[], by=work.coder, now=NOON)
        transfers.make_out.call(made.pk)
        made.refresh_from_db()
        return made.state

    assert out() == State.REFUSED
    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)
    assert out() == State.DONE
    assert Node.objects.get(pk=work.code.pk).example == "“My name is [Person 1].”"


@pytest.mark.once
def test_undoing_what_was_reworded_brings_no_name_back() -> None:
    work, interview = _asked()
    _name(work)
    for example in ("“My name is Ada Nobody.”", "“Ada, twice a year.”"):
        wording = Wording("Vertical", Level.CODE, "What it means.", example=example)
        codebook.reword(work.code, wording, by=work.lead, now=NOON)
    pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    undo(CodebookChange.objects.order_by("-pk")[0], by=work.lead, now=NOON)

    assert Node.objects.get(pk=work.code.pk).example == "“My name is [Person 1].”"


@pytest.mark.once
def test_only_who_leads_knows_whose_name_is_whose() -> None:
    work, interview = _asked()
    named = _name(work)

    with pytest.raises(NotAllowed):
        pseudonyms.known_names(work.coder)
    with pytest.raises(NotAllowed):
        pseudonyms.replace_for_good(_fresh(interview), by=work.coder, now=NOON)
    with pytest.raises(NotAllowed):
        pseudonyms.remove(named, by=work.coder)
    page = _signed_in(work.lead).get(reverse("corpus:names", args=[work.project.slug]))
    assert "Ada Nobody, Ada" in page.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("says", "stands_as"),
    [([], "A"), (["Ada"], ""), (["Bo"], "Bob"), (["ada"], "B"), (["Bo"], "[Person 1]")],
)
def test_a_pseudonym_that_says_the_name_or_is_another_one_is_refused(
    says: list[str], stands_as: str
) -> None:
    work, _interview = _asked()
    _name(work)

    with pytest.raises(Invalid):
        pseudonyms.give(says, stands_as=stands_as, about=About.PERSON, by=work.lead, now=NOON)


@pytest.mark.once
def test_the_pages_lead_from_the_name_to_the_text_without_it() -> None:
    work, interview = _asked()
    client = _signed_in(work.lead)
    names = reverse("corpus:names", args=[work.project.slug])
    page = reverse("corpus:document-names", args=[interview.pk])

    given = {"says": "Ada Nobody\nAda", "stands_as": "Person A", "about": "person"}
    assert client.post(names, given).status_code == 302
    shown = client.get(page).content.decode()
    replaced = client.post(reverse("corpus:names-replace", args=[interview.pk]), follow=True)

    assert "Person A" in shown
    assert "2 names were replaced." in replaced.content.decode()
    assert "Ada" not in replaced.content.decode()


def test_a_passage_of_an_interview_is_quoted_only_when_released() -> None:
    work, interview = _asked()
    said = make_coding(interview, work.code, "mayor never asks")
    public = make_coding(work.document, work.code, "cities")
    client = _signed_in(work.lead)
    seen = sight(work.lead)

    assert [is_released(said), is_released(public)] == [False, True]
    client.post(reverse("corpus:passage-release", args=[said.pk]), {"released": "yes"})
    assert is_released(said)
    assert set(released(seen)) == {said, public}
    client.post(reverse("corpus:passage-release", args=[said.pk]), {"released": "no"})
    assert set(released(seen)) == {public}
    with pytest.raises(NotAllowed):
        pseudonyms.release(said, by=work.coder, now=NOON)


@pytest.mark.once
def test_a_name_with_its_accents_apart_is_the_same_name() -> None:
    work = make_work()
    about: dict[str, Any] = {"about": About.PERSON, "by": work.lead, "now": NOON}
    pseudonyms.give([normalize("NFD", "Zoé Brûlé")], stands_as="[Person 1]", **about)

    with pytest.raises(Invalid, match="already"):
        pseudonyms.give([normalize("NFC", "Zoé Brûlé")], stands_as="[Person 2]", **about)
    assert pseudonyms.known_names(work.lead)[0].says == (normalize("NFC", "Zoé Brûlé"),)


@pytest.mark.once
def test_pages_that_were_drawn_of_an_interview_go_with_its_names() -> None:
    work, interview = _asked()
    _name(work)
    file = StoredFile.objects.get()
    place = default_storage.save(f"{drawing.FOLDER}/{file.token}/0", ContentFile(b"Ada"))

    with TestCase.captureOnCommitCallbacks(execute=True):
        pseudonyms.replace_for_good(_fresh(interview), by=work.lead, now=NOON)

    assert not default_storage.exists(place)
    assert not default_storage.exists(f"{drawing.FOLDER}/{file.token}")


def _out(form: str, kind: DocumentClass, by: Member) -> Transfer:
    made = transfers.ask_out(form, profile="plain", classes=[kind], by=by, now=NOON)
    transfers.make_out.call(made.pk)
    made.refresh_from_db()
    return made


@pytest.mark.once
def test_a_field_note_with_a_real_name_does_not_leave() -> None:
    work, _interview = _asked()
    note = make_document(
        work.project, "We met Ada at noon.", title="Noon", kind=DocumentClass.FIELD_NOTE
    )
    _name(work)

    refused = _out("codings-csv", DocumentClass.FIELD_NOTE, work.lead)
    pseudonyms.replace_for_good(_fresh(note), by=work.lead, now=NOON)
    taken = _out("codings-csv", DocumentClass.FIELD_NOTE, work.lead)

    assert "Noon (1)" in refused.report["why"]
    assert taken.state == State.DONE


def _comment(work: Work) -> None:
    make_coding(work.document, work.code, "cities")
    Coding.objects.update(comment="Ada says so too.")


def _memo(work: Work) -> None:
    about = {"kind": "note", "by": work.lead, "made_at": NOON, "changed_at": NOON}
    Memo.objects.create(project=work.project, title="Next", text="Ask Ada.", **about)


def _case(work: Work) -> None:
    Case.objects.create(project=work.project, name="Ada")


def _set(work: Work) -> None:
    DocumentSet.objects.create(project=work.project, name="Ada’s", about="")


def _value(work: Work) -> None:
    who = Attribute.objects.create(project=work.project, name="Sent by", kind="text")
    AttributeValue.objects.create(attribute=who, document=work.document, value="Ada")


def _about(work: Work) -> None:
    Project.objects.update(about="With Ada.")


def _title(work: Work) -> None:
    make_document(work.project, "Minutes.", title="Ada’s", kind=DocumentClass.INTERNAL)


@pytest.mark.once
@pytest.mark.parametrize(
    ("form", "kind", "write", "said"),
    [
        ("qdpx", DocumentClass.PUBLIC, _comment, "Comments"),
        ("qdpx", DocumentClass.PUBLIC, _memo, "Memos"),
        ("qdpx", DocumentClass.PUBLIC, _case, "Cases"),
        ("qdpx", DocumentClass.PUBLIC, _set, "Sets"),
        ("qdpx", DocumentClass.PUBLIC, _value, "Values of attributes"),
        ("qdpx", DocumentClass.PUBLIC, _about, "The project"),
        ("html", DocumentClass.PUBLIC, _about, "The project"),
        ("annotations", DocumentClass.PUBLIC, _comment, "Comments"),
        ("codings-xlsx", DocumentClass.PUBLIC, _comment, "Comments"),
        ("codings-csv", DocumentClass.INTERNAL, _title, "Titles of documents"),
    ],
)
def test_a_name_in_what_people_wrote_beside_public_texts_keeps_it_here(
    form: str, kind: DocumentClass, write: Callable[[Work], None], said: str
) -> None:
    work = make_work()
    _name(work)
    write(work)

    refused = _out(form, kind, work.lead)
    pseudonyms.clear("Ada", by=work.lead, now=NOON)
    pseudonyms.clear("Ada’s", by=work.lead, now=NOON)

    assert refused.state == State.REFUSED
    assert f"stand here: {said}." in refused.report["why"]
    assert _out(form, kind, work.lead).state == State.DONE


@pytest.mark.once
def test_a_table_of_codings_is_not_kept_here_by_a_memo_that_is_not_in_it() -> None:
    work = make_work()
    _name(work)
    _memo(work)

    assert _out("codings-csv", DocumentClass.PUBLIC, work.lead).state == State.DONE
