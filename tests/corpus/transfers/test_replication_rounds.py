"""A replication package says what the pages of the project say, and its script finds the same."""

import json
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from localturn.corpus.actions import frame, questions, recoding, rounds
from localturn.corpus.domain.asking import Asked, Filter, Kind, Layer
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import (
    Agreement,
    Attribute,
    AttributeValue,
    Case,
    DocumentSet,
    Node,
    Round,
)
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries import spans
from localturn.corpus.queries.agreement import from_kept
from localturn.corpus.queries.answers import answer
from makers.corpus import NOON, Work, make_code, make_coding, make_document, make_work
from makers.packages import make_package, put_down, rebuild, rows_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
_numbers = count(1)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    spans.forget()


def _sight(work: Work) -> Sight:
    return sight(work.lead)


def _round(work: Work) -> Round:
    """Three documents given to two coders, who agree on some of it and on the code Apart on
    nothing; passages begin with dashes and signs."""
    listed = make_document(
        work.project, "- We demand money.\n\n=2 cities\n\n+ States do not.", title="List"
    )
    quiet = make_document(work.project, "Nobody says much here, only this.", title="Quiet")
    work.more |= {"listed": listed, "quiet": quiet}
    other = make_code(work.project, "Other", under=work.code)
    apart = make_code(work.project, "Apart")
    made = rounds.begin("First", by=work.lead, now=NOON)
    two = [work.lead, work.coder]
    rounds.give(made, dict.fromkeys((work.document, listed, quiet), two), by=work.lead, now=NOON)
    for document, code, words, who in (
        (listed, work.code, "- We demand", two),
        (listed, work.code, "=2 cities", [work.lead]),
        (listed, other, "+ States", [work.coder]),
        (listed, other, "money", two),
        (quiet, other, "only this", [work.coder]),
        (quiet, apart, "Nobody", [work.lead]),
        (quiet, apart, "says much", [work.coder]),
        (work.document, work.code, "Cities receive people", [work.lead]),
        (work.document, work.code, "The network of cities", [work.coder]),
        (work.document, other, "cities", two),
        (work.document, other, "They meet once a year", [work.lead]),
    ):
        for member in who:
            make_coding(document, code, words, by=member, round=made)
    rounds.close(made, by=work.lead, now=NOON)
    rounds.work_out_agreement.call(made.pk)
    return made


def _keep(work: Work, asked: Asked) -> int:
    return questions.keep(f"Question {next(_numbers)}", asked, by=work.lead, now=NOON).number


def _known(work: Work) -> Attribute:
    continent = Attribute.objects.create(project=work.project, name="Since", kind="date")
    values = {work.document: "2001-05-01", work.more["listed"]: "2001-06-01"}
    for document, value in {**values, work.more["quiet"]: "2019-01-01"}.items():
        AttributeValue.objects.create(attribute=continent, document=document, value=value)
    return continent


def test_a_negative_kappa_and_passages_that_begin_with_signs_are_what_they_are(
    tmp_path: Path,
) -> None:
    work = make_work()
    _round(work)

    _made, files = make_package(work)

    quoted = {row["quote"]: row["sha256"] for row in rows_in(files["data/codings.csv"])}
    assert {"- We demand", "=2 cities", "+ States"} <= set(quoted)
    assert all(sha256(q.encode()).hexdigest() == digest for q, digest in quoted.items())
    kappas = [float(row["kappa"]) for row in rows_in(files["tables/agreement_by_code.csv"])]
    assert min(kappas) < 0
    done = rebuild(put_down(files, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


def test_agreement_in_it_is_that_of_the_page() -> None:
    work = make_work()
    made = _round(work)
    worked = from_kept(Agreement.objects.get(round=made).content["all"])

    _made, files = make_package(work)

    names = {row["name"]: row["code"] for row in rows_in(files["data/codes.csv"])}
    keys = {code: names[Node.objects.get(pk=code).name] for code in (c.code for c in worked.codes)}
    by_code = rows_in(files["tables/agreement_by_code.csv"])
    assert {row["code"]: (float(row["kappa"]), row["documents"]) for row in by_code} == {
        keys[each.code]: (pytest.approx(each.kappa, abs=1e-6), "3") for each in worked.codes
    }
    alphas = rows_in(files["tables/alpha_by_round.csv"])
    assert {(row["measure"], row["code"]): float(row["alpha"]) for row in alphas} == {
        ("everything", ""): pytest.approx(worked.everything.value, abs=1e-6),
        ("relevance", ""): pytest.approx(worked.relevance.value, abs=1e-6),
        ("coding", ""): pytest.approx(worked.coding.value, abs=1e-6),
        **{
            ("alone", keys[each.code]): pytest.approx(each.alone.value, abs=1e-6)
            for each in worked.codes
        },
    }
    kept = {
        (row["measure"], row["code"], row["document"]): row
        for row in rows_in(files["data/agreement.csv"])
    }
    whole = kept["everything", "", ""]
    assert [float(whole[each]) for each in ("value", "low", "high")] == pytest.approx(
        [worked.everything.value, worked.everything.low, worked.everything.high]
    )
    assert float(kept["codes.kappa", keys[worked.codes[0].code], ""]["value"]) == pytest.approx(
        worked.codes[0].kappa
    )
    pair = kept["pairs.everything", "", ""]
    assert (pair["coder"], pair["other"], pair["round"]) == ("k1", "k2", "First")
    assert {document for measure, _c, document in kept if measure == "by_document"} == {
        "d1",
        "d2",
        "d3",
    }


def test_who_was_given_what_and_what_was_settled_is_in_it() -> None:
    work = make_work()
    made = _round(work)
    text = work.more["listed"].version.text
    rounds.settle(
        _sight(work),
        made,
        document=work.more["listed"].pk,
        code=work.code.pk,
        region_start=text.index("=2"),
        choice="nothing",
        now=NOON,
    )

    _made, files = make_package(work)

    given = rows_in(files["data/assignments.csv"])
    assert len(given) == 6
    assert {(row["round"], row["compared"]) for row in given} == {("First", "yes")}
    settled = [
        (row["document"], row["code"], text[int(row["start"]) : int(row["end"])], row["by"])
        for row in rows_in(files["data/settlements.csv"])
        if row["document"] == "d2" and row["start"]
    ]
    assert settled == [("d2", "c1", "- We demand", ""), ("d2", "c2", "money", "")]
    decided = [row for row in rows_in(files["data/settlements.csv"]) if row["by"]]
    assert [(row["start"], row["end"], row["by"]) for row in decided] == [("", "", "k1")]


def _questions(work: Work, made: Round) -> list[int]:
    since, code, job = _known(work), work.code.pk, _job(work)
    near = [
        Asked(Kind.TOGETHER, nearness=each, reach=20, with_below=below)
        for each in Nearness
        for below in (True, False)
    ]
    several = [
        Asked(Kind.CROSSTAB),
        Asked(Kind.CROSSTAB, codes=(code,), with_below=False, attribute=since.pk),
        Asked(Kind.CROSSTAB, layer=Layer.SETTLED, round=made.pk, languages=("en",)),
        Asked(Kind.TOGETHER, nearness=Nearness.NEAR, layer=Layer.SETTLED, round=made.pk, reach=500),
        Asked(Kind.TIMELINE, attribute=since.pk, layer=Layer.CODER, coder=work.coder.pk),
        Asked(Kind.CODERS, filters=(Filter(since.pk, ("2001-05-01", "2001-06-01")),)),
        Asked(
            Kind.SIDES, attribute=since.pk, sides=(("2001-05-01", "2001-06-01"), ("2019-01-01",))
        ),
        Asked(Kind.CROSSTAB, sets=(_letters(work).pk,)),
        Asked(Kind.CROSSTAB, attribute=job.pk),
        Asked(Kind.CROSSTAB, attribute=since.pk, filters=(Filter(job.pk, ("mayor",)),)),
        Asked(Kind.SIDES, attribute=job.pk, sides=(("mayor",), ("officer", ""))),
    ]
    return [_keep(work, each) for each in (*several, *near)]


def _job(work: Work) -> Attribute:
    """Of cases, two of which join one document."""
    made = Attribute.objects.create(
        project=work.project, name="Since", kind="text", of_cases=True, position=9
    )
    listed = work.more["listed"]
    for name, value, documents in (
        ("Ada", "mayor", [work.document, listed]),
        ("Bo", "officer", [listed]),
    ):
        case = Case.objects.create(project=work.project, name=name)
        case.documents.set(documents)
        AttributeValue.objects.create(attribute=made, case=case, value=value)
    return made


def _letters(work: Work) -> DocumentSet:
    made = DocumentSet.objects.create(project=work.project, name="Letters")
    made.documents.set([work.document])
    return made


def test_its_script_answers_every_saved_question_as_the_page_does(tmp_path: Path) -> None:
    work = make_work()
    made = _round(work)
    extra = make_code(work.project, "Extra", under=work.code)
    for words in ("receive people", "cities asks", "The network", "of cities asks the Union"):
        make_coding(work.document, extra, words, by=work.coder)
    numbers = _questions(work, made)

    _made, files = make_package(work)
    done = rebuild(put_down(files, tmp_path))

    said = {line.split()[1]: line.split()[0] for line in done.stdout.splitlines()}
    assert {f"question_{n}": said[f"question_{n}"] for n in numbers} == {
        f"question_{n}": "same" for n in numbers
    }
    assert (done.returncode, done.stderr) == (0, "")
    by_coder = rows_in(files[f"tables/question_{numbers[5]}.csv"])
    page = answer(_sight(work), Asked(Kind.CODERS))
    assert page.codings == 18
    assert {row["column"] for row in by_coder} == {"k1", "k2"}
    assert [n for n in numbers if not rows_in(files[f"tables/question_{n}.csv"])] == []
    asked: list[dict[str, Any]] = json.loads(files["questions.json"])
    assert [e["asked"]["documents"] for e in asked if e["asked"]["sets"] == ["Letters"]] == [["d1"]]
    assert asked[1]["asked"]["codes"] == ["c1"]
    assert asked[1]["asked"]["attribute"] == "Since"
    assert (asked[2]["asked"]["round"], asked[4]["asked"]["coder"]) == ("First", "k2")
    assert asked[5]["asked"]["filters"] == [
        {"attribute": "Since", "values": ["2001-05-01", "2001-06-01"]}
    ]


def test_a_question_tells_no_value_that_only_an_interview_has() -> None:
    work = make_work()
    interview = make_document(work.project, "We ask.", kind=DocumentClass.INTERVIEW)
    city = Attribute.objects.create(project=work.project, name="City", kind="text")
    AttributeValue.objects.create(attribute=city, document=interview, value="Smallville")
    _keep(work, Asked(Kind.CROSSTAB, filters=(Filter(city.pk, ("Smallville",)),)))

    _made, public = make_package(work, classes=(DocumentClass.PUBLIC,))
    _made, both = make_package(work)

    assert json.loads(public["questions.json"])[0]["asked"]["filters"][0]["values"] == ["[…]"]
    assert json.loads(both["questions.json"])[0]["asked"]["filters"][0]["values"] == ["Smallville"]


def test_agreement_that_rests_on_interviews_stays_where_they_stay() -> None:
    work = make_work()
    interview = make_document(work.project, "We ask them.", kind=DocumentClass.INTERVIEW)
    made = rounds.begin("Mixed", by=work.lead, now=NOON)
    two = [work.lead, work.coder]
    rounds.give(made, {work.document: two, interview: two}, by=work.lead, now=NOON)
    make_coding(interview, work.code, "We ask", by=work.lead, round=made)
    make_coding(work.document, work.code, "cities", by=work.lead, round=made)
    rounds.close(made, by=work.lead, now=NOON)
    rounds.work_out_agreement.call(made.pk)

    _made, public = make_package(work, classes=(DocumentClass.PUBLIC,))
    _made, spoken = make_package(work, classes=(DocumentClass.INTERVIEW,))
    _made, both = make_package(work)

    assert {row["of"] for row in rows_in(public["data/agreement.csv"])} == {"public"}
    assert rows_in(spoken["data/agreement.csv"]) == []
    assert {row["of"] for row in rows_in(both["data/agreement.csv"])} == {"all"}


def test_what_was_coded_with_codes_that_are_retired_or_merged_counts_in_it(tmp_path: Path) -> None:
    work = make_work()
    made = _round(work)
    gone, kept = make_code(work.project, "Gone"), make_code(work.project, "Kept")
    make_coding(work.document, gone, "Union", by=work.coder)
    frame.retire(gone, by=work.lead, now=NOON)
    other = Node.objects.get(name="Other")
    recoding.merge(other, into=kept, by=work.lead, now=NOON)
    settled = _keep(work, Asked(Kind.CROSSTAB, layer=Layer.SETTLED, round=made.pk))
    everything = _keep(work, Asked(Kind.CROSSTAB, codes=(gone.pk, other.pk)))

    _made, files = make_package(work)
    done = rebuild(put_down(files, tmp_path))

    codes = {row["name"]: row for row in rows_in(files["data/codes.csv"])}
    keys = {name: row["code"] for name, row in codes.items()}
    assert {name: row["in_use"] for name, row in codes.items()} == {
        "Vertical": "yes",
        "Kept": "yes",
        "Apart": "yes",
        "Gone": "no",
        "Other": "no",
    }
    assert codes["Other"]["merged_into"] == keys["Kept"]
    counts = {
        n: {r["code"]: r["passages"] for r in rows_in(files[f"tables/question_{n}.csv"])}
        for n in (settled, everything)
    }
    assert counts[settled][keys["Kept"]] == "2"
    assert counts[everything] == {keys["Gone"]: "1", keys["Kept"]: "7"}
    assert (done.returncode, done.stderr) == (0, "")


def test_a_question_names_no_case_and_no_set_of_interviews() -> None:
    work = make_work()
    spoken = make_document(work.project, "We ask.", kind=DocumentClass.INTERVIEW)
    chosen: dict[str, list[int]] = {"cases": [], "sets": []}
    for name, documents in (("Ada Nobody", [spoken]), ("Mayors", [work.document])):
        case = Case.objects.create(project=work.project, name=name)
        case.documents.set(documents)
        chosen["cases"].append(case.pk)
    for name, documents in (("Ada's talks", [spoken, work.document]), ("Acts", [work.document])):
        held = DocumentSet.objects.create(project=work.project, name=name)
        held.documents.set(documents)
        chosen["sets"].append(held.pk)
    _keep(work, Asked(Kind.CROSSTAB, **{name: tuple(pks) for name, pks in chosen.items()}))

    _made, files = make_package(work)
    _made, public = make_package(work, classes=(DocumentClass.PUBLIC,))

    [asked] = [each["asked"] for each in json.loads(files["questions.json"])]
    assert (asked["cases"], asked["sets"]) == (["case 1", "Mayors"], ["set 1", "Acts"])
    assert {row["case"] for row in rows_in(files["data/cases.csv"])} == {"case 1", "Mayors"}
    assert not [name for name, content in files.items() if b"Ada" in content]
    [asked] = [each["asked"] for each in json.loads(public["questions.json"])]
    assert (asked["cases"], asked["sets"]) == (["", "Mayors"], ["set 1", "Acts"])
