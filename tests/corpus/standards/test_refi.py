"""REFI-QDA in and out: valid on writing, tolerant on reading, no passage shifted."""

import hashlib
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from localturn.corpus.domain import offsets
from localturn.corpus.domain.interchange import (
    Code,
    Coding,
    Collection,
    Loss,
    Mark,
    Passage,
    Project,
    Source,
    Unreadable,
    tree,
)
from localturn.corpus.domain.offsets import ALL, Basis
from localturn.corpus.standards import archives
from localturn.corpus.standards.refi import packing, passages, reading
from localturn.corpus.standards.refi.codebook import (
    SETS_WITHOUT_CODES,
    read_codebook,
    write_codebook,
)
from localturn.corpus.standards.refi.packing import write_project
from localturn.corpus.standards.refi.profiles import PROFILES
from localturn.corpus.standards.refi.reading import read_project
from localturn.corpus.standards.refi.values import UNREAD_VALUES
from makers.programs import PROGRAMS, words, written_by
from makers.programs import QUOTES as OF_PROGRAMS
from makers.refi import QUOTES, TEXT, guid, packed, qde, whole_project, written_by_others

pytestmark = pytest.mark.once
SCHEMAS = Path(__file__).resolve().parents[2] / "specimens" / "refi"
CHECKSUMS = (SCHEMAS / "README.md").read_text(encoding="utf-8")


@cache
def schema(name: str) -> etree.XMLSchema:
    content = (SCHEMAS / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() in CHECKSUMS
    return etree.XMLSchema(etree.fromstring(content))


def entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def quotes(project: Project) -> list[str]:
    return [s.text[p.start : p.end] for s in project.sources for p in s.passages]


# Out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.key)
def test_what_is_written_is_valid_and_comes_back_whole(profile: packing.Profile) -> None:
    written = write_project(whole_project(), profile, origin="Local Turn")

    schema("Project-mrt2019.xsd").assertValid(
        etree.fromstring(entries(written.content)["project.qde"])
    )
    back = read_project(written.content)
    assert back.detected.is_sure
    assert back.left_behind == ()
    project = back.value
    expected = whole_project()
    if profile.levels or profile.one_code_each:
        assert set(quotes(project)) == set(quotes(expected))
        assert {(c.guid, c.code) for *_, c in project.codings()} == {
            (c.guid, c.code) for *_, c in expected.codings()
        }
    else:
        assert replace(project, origin="Somewhere", guid=expected.guid) == expected


def test_the_same_project_is_the_same_file() -> None:
    first = write_project(whole_project(), origin="Local Turn")
    second = write_project(whole_project(), origin="Local Turn")

    assert hashlib.sha256(first.content).digest() == hashlib.sha256(second.content).digest()


def test_an_empty_project_is_valid_too() -> None:
    written = write_project(Project("Nothing yet"), origin="Local Turn")

    schema("Project-mrt2019.xsd").assertValid(
        etree.fromstring(entries(written.content)["project.qde"])
    )
    assert read_project(written.content).value.name == "Nothing yet"


def test_what_no_xml_can_hold_is_left_out_of_names() -> None:
    source = Source(guid("s"), 'a\x00b\ud800"<>', "x\x0by z", (Passage(guid("p"), 0, 3),))

    written = write_project(Project("n\x1f", sources=(source,)), origin="Local Turn")

    back = read_project(written.content).value
    assert (back.name, back.sources[0].name) == ("n", 'ab"<>')
    assert quotes(back) == ["x\x0by"]


def test_each_program_gets_the_text_that_it_can_open() -> None:
    def text(key: str) -> bytes:
        files = entries(write_project(whole_project(), PROFILES[key], origin="x").content)
        return next(c for n, c in files.items() if guid("first") in n)

    assert text("plain").count(b"\r\n") == 0
    assert text("maxqda").count(b"\r\n") == 2
    assert text("atlasti").count(b"\r\n") == 2
    assert text("nvivo").startswith(b"\xef\xbb\xbfCities")
    assert text("qualcoder").startswith(b"\xef\xbb\xbf")
    assert text("qualcoder").count(b"\r\n") == 0


def test_a_program_of_two_levels_gets_the_rest_of_the_tree_in_names() -> None:
    written = write_project(whole_project(), PROFILES["atlasti"], origin="x")

    codes = read_project(written.content).value.codes
    assert [(code.name, depth) for code, depth in tree(codes)] == [
        ("vertical", 0),
        ("funding <€>", 1),
        ("funding <€> / late", 1),
        ("seat", 1),
        ("access", 0),
    ]
    assert written.left_behind == (Loss(packing.DEEP_CODES, 1, ("late",)),)


def test_a_program_of_one_code_a_passage_gets_it_once_for_each() -> None:
    written = write_project(whole_project(), PROFILES["qualcoder"], origin="x")

    first = read_project(written.content).value.sources[0]
    assert [(p.start, p.end, len(p.codings)) for p in first.passages][:2] == [(14, 33, 1)] * 2


def test_weights_and_time_marks_are_told_as_lost() -> None:
    coding = Coding(guid("c"), guid("code"), weight=70)
    source = Source(guid("s"), "s", "abc", (Passage(guid("p"), 0, 3, (coding,)),))
    source = replace(source, marks=(Mark(0, 0), Mark(900, 2)))
    project = Project("n", codes=(Code(guid("code"), "code"),), sources=(source,))

    assert write_project(project, origin="x").left_behind == (
        Loss(packing.WEIGHTS, 1),
        Loss(packing.MARKS, 2, ("s",)),
    )


# In: where passages are ---------------------------------------------------------------------------


@pytest.mark.parametrize("names", [True, False], ids=["with-quotes", "without"])
@pytest.mark.parametrize("basis", ALL, ids=lambda basis: basis.key)
def test_every_way_of_counting_is_found_out(basis: Basis, names: bool) -> None:
    opened = read_project(written_by_others(basis, names=names))

    composed = [offsets.composed(quote)[0] for quote in QUOTES]
    assert quotes(opened.value) == composed
    assert opened.value.sources[0].text == offsets.composed(TEXT)[0]
    assert opened.detected.is_sure


def test_a_way_that_is_given_is_not_asked_about() -> None:
    opened = read_project(written_by_others(Basis(utf16=True)), basis=Basis())

    assert opened.detected.basis == Basis()
    assert quotes(opened.value)[0] == "harbour cities"
    assert quotes(opened.value)[1] != QUOTES[1]


def test_passages_that_fit_in_no_way_are_asked_about_with_samples() -> None:
    nonsense = "".join(
        f'<PlainTextSelection guid="{guid(str(n))}" startPosition="{n}" endPosition="{n + 5}"/>'
        for n in range(1, 40, 3)
    )
    text = "Everybody understands undertakings everywhere notwithstanding"
    source = f"<PlainTextContent>{text}</PlainTextContent>{nonsense}"
    content = qde(f'<Sources><TextSource guid="{guid("s")}">{source}</TextSource></Sources>')

    opened = read_project(content)

    assert not opened.detected.is_sure
    assert opened.samples[Basis()][0] == text[1:6]
    assert set(opened.samples) == set(ALL)


def test_names_that_are_no_quotes_do_not_mislead() -> None:
    """One program calls its passages by the number of their line."""
    basis = Basis(utf16=True, line_ends_are_two=True)
    content = entries(written_by_others(basis))
    for quote in QUOTES:
        content["project.qde"] = content["project.qde"].replace(
            f'name="{quote}"'.encode(), b'name="line:6"'
        )

    opened = read_project(packed(content))

    assert quotes(opened.value) == [offsets.composed(quote)[0] for quote in QUOTES]


def test_text_that_is_composed_keeps_what_is_behind_it() -> None:
    text = "a\u0301b\u1100\u1161c e\u0323\u0302x"

    composed, moved = offsets.composed(text)

    assert composed == "áb가c ệx"
    assert [moved(text.index(letter)) for letter in "bcx"] == [1, 3, 6]
    assert moved(len(text)) == len(composed)
    assert moved(1) == 0


# In: what others write ----------------------------------------------------------------------------


def test_a_project_may_be_called_anything_and_lie_in_a_folder() -> None:
    small = b'<Project name="Small"/>'

    assert read_project(packed({"Trial.qde": small})).value.name == "Small"
    assert read_project(packed({"Folder/Trial.QDE": small, "a.txt": b""})).value.name == "Small"
    assert read_project(packed({"a.qde": b"<x/>", "Project.qde": small})).value.name == "Small"
    with pytest.raises(Unreadable, match="several projects"):
        read_project(packed({"a.qde": small, "b.qde": small}))
    with pytest.raises(Unreadable, match="no REFI-QDA project"):
        read_project(packed({"a.txt": b""}))


def test_identifiers_may_have_braces_capitals_or_be_missing() -> None:
    code = "5D0F9C1E-0000-4000-8000-00000000000A"
    inside = f"""<CodeBook><Codes><Code guid="{{{code}}}" name="a"/><Code name="b"/>
    </Codes></CodeBook><Sources><TextSource><PlainTextContent>One two</PlainTextContent>
    <PlainTextSelection startPosition="0" endPosition="3">
    <Coding><CodeRef targetGUID="{code.lower()}"/></Coding>
    </PlainTextSelection></TextSource></Sources>"""

    project = read_project(qde(inside)).value

    assert [c.code for *_, c in project.codings()] == [code.lower()]
    assert project == read_project(qde(inside)).value
    written = write_project(project, origin="x")
    schema("Project-mrt2019.xsd").assertValid(
        etree.fromstring(entries(written.content)["project.qde"])
    )


def test_what_cannot_be_taken_is_told() -> None:
    inside = f"""<CodeBook><Codes><Code guid="{guid("a")}" name="a"/><Code guid="{guid("a")}"
    name="again"/></Codes></CodeBook>
    <Variables><Variable guid="{guid("v")}" name="year" typeOfVariable="Year"/>
    <Variable guid="{guid("w")}" name="size" typeOfVariable="Integer"/></Variables>
    <Sources><TextSource guid="{guid("s")}" name="Text">
    <PlainTextContent>One two</PlainTextContent>
    <PlainTextSelection startPosition="0" endPosition="3">
    <Coding><CodeRef targetGUID="{guid("?")}"/>
    </Coding></PlainTextSelection><PlainTextSelection startPosition="4" endPosition="7"/>
    <PlainTextSelection startPosition="4" endPosition="99"/>
    <VariableValue><VariableRef targetGUID="{guid("w")}"/><TextValue>large</TextValue>
    </VariableValue></TextSource>
    <TextSource guid="{guid("t")}" name="Gone" plainTextPath="internal://gone.txt"/>
    <PictureSource guid="{guid("p")}" name="Map"/><AudioSource guid="{guid("r")}" name="Talk"/>
    </Sources><Links><Link guid="{guid("l")}"/></Links>
    <Graphs><Graph guid="{guid("g")}"/></Graphs>"""

    opened = read_project(qde(inside))

    told = {loss.what: (loss.count, loss.examples) for loss in opened.left_behind}
    assert told == {
        reading.CODES_TWICE: (1, ("again",)),
        reading.WITHOUT_TEXT: (1, ("Gone",)),
        reading.PICTURES: (1, ("Map",)),
        reading.RECORDINGS: (1, ("Talk",)),
        "Attributes of a kind that is not known, taken as text": (1, ("year",)),
        "Values of attributes that are not what their attribute holds": (1, ("large",)),
        reading.UNKNOWN_CODES: (1, ()),
        reading.OUTSIDE: (1, ()),
        reading.LINKS: (1, ()),
        reading.GRAPHS: (1, ()),
    }
    assert quotes(opened.value) == ["One", "two"]


def test_a_passage_of_a_pdf_is_found_by_its_wording() -> None:
    inside = f"""<Sources><PDFSource guid="{guid("s")}" name="Plan" path="internal://plan.pdf">
    <PDFSelection guid="{guid("p")}" page="0" firstX="1" firstY="1" secondX="2" secondY="2"
    name="ask for money"/>
    <PDFSelection guid="{guid("q")}" page="0" firstX="1" firstY="1" secondX="2" secondY="2"/>
    <Representation><PlainTextContent>They ask for money. Late.</PlainTextContent>
    <PlainTextSelection startPosition="20" endPosition="24"/></Representation>
    </PDFSource></Sources>"""

    opened = read_project(qde(inside))

    assert quotes(opened.value) == ["Late", "ask for money"]
    assert opened.left_behind == (
        Loss(reading.FILES_BESIDE, 1, ("Plan",)),
        Loss(passages.ON_PAGES, 1, ("Plan",)),
    )


def test_a_transcript_comes_with_its_time_marks() -> None:
    a, b = guid("a"), guid("b")
    inside = f"""<Sources><AudioSource guid="{guid("s")}" name="Talk"><Transcript>
    <PlainTextContent>Good day. Sit down.</PlainTextContent>
    <SyncPoint guid="{a}" timeStamp="1500" position="10"/>
    <SyncPoint guid="{b}" timeStamp="2500" position="19"/>
    <TranscriptSelection fromSyncPoint="{a}" toSyncPoint="{b}"/>
    </Transcript></AudioSource></Sources>"""

    opened = read_project(qde(inside))

    assert quotes(opened.value) == ["Sit down."]
    assert opened.value.sources[0].marks == (Mark(1500, 10), Mark(2500, 19))
    assert opened.left_behind == (Loss(reading.FILES_BESIDE, 1, ("Talk",)),)


@pytest.mark.parametrize("program", PROGRAMS)
def test_passages_are_where_each_program_put_them(program: str) -> None:
    opened = read_project(written_by(PROGRAMS[program]))

    (source,) = opened.value.sources
    coded = [source.text[p.start : p.end] for p in source.passages if p.codings]
    assert opened.detected.is_sure
    assert opened.value.origin == PROGRAMS[program].origin
    assert coded == [words(quote) for quote in OF_PROGRAMS]


# In: what is meant badly --------------------------------------------------------------------------


def test_entities_are_refused() -> None:
    bomb = b"""<!DOCTYPE P [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
    <Project name="&b;"/>"""
    outside = b"""<!DOCTYPE P [<!ENTITY f SYSTEM "file:///etc/passwd">]><Project>&f;</Project>"""

    for xml in (bomb, outside):
        with pytest.raises(Unreadable):
            read_project(packed({"project.qde": xml}))


@pytest.mark.parametrize("kind", ["Integer", "Float"])
@pytest.mark.parametrize("said", ["1E999999999", "1E5000", "-1E-999999999", "1" * 5_000])
def test_a_number_of_a_billion_digits_is_not_written_out(kind: str, said: str) -> None:
    inside = f"""<Variables><Variable guid="{guid("v")}" name="n" typeOfVariable="{kind}"/>
    </Variables>
    <Sources><TextSource guid="{guid("s")}" name="Text"><PlainTextContent>One</PlainTextContent>
    <VariableValue><VariableRef targetGUID="{guid("v")}"/><{kind}Value>{said}</{kind}Value>
    </VariableValue></TextSource></Sources>"""

    opened = read_project(qde(inside))

    assert opened.value.sources[0].values == {}
    assert [loss.what for loss in opened.left_behind] == [UNREAD_VALUES]


def test_archives_that_are_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_ENTRY", 100_000)
    monkeypatch.setattr(archives, "MOST_ENTRIES", 20)
    small = b'<Project name="Small"/>'

    with pytest.raises(Unreadable, match="too large"):
        read_project(packed({"project.qde": small + b" " * 200_000}))
    with pytest.raises(Unreadable, match="too many"):
        read_project(packed({"project.qde": small} | {f"{n}.txt": b"" for n in range(30)}))
    with pytest.raises(Unreadable, match="no archive"):
        read_project(b"PK\x03\x04 no")


def test_a_path_out_of_the_archive_leads_nowhere() -> None:
    inside = f"""<Sources><TextSource guid="{guid("s")}" name="Passwords"
    plainTextPath="absolute:///etc/passwd"/><TextSource guid="{guid("t")}" name="Up"
    plainTextPath="internal://../../../../etc/hostname"/></Sources>"""

    opened = read_project(qde(inside))

    assert [s.text for s in opened.value.sources] == ["", ""]
    assert opened.left_behind == (Loss(reading.WITHOUT_TEXT, 2, ("Passwords", "Up")),)


def test_codes_that_lead_in_a_circle_end() -> None:
    a, b = Code("a", "a", parent="b"), Code("b", "b", parent="a")

    assert [code.guid for code, _ in tree((a, b))] == ["a", "b"]


# Codebooks ----------------------------------------------------------------------------------------


def test_a_codebook_is_valid_and_comes_back_whole() -> None:
    project = whole_project()
    of_codes = Collection(guid("set"), "Important", "These", (guid("seat"),))

    written = write_codebook(project.codes, origin="Local Turn", collections=(of_codes,))

    schema("Codebook-1.0.xsd").assertValid(etree.fromstring(written.content))
    book = read_codebook(written.content).value
    assert book.codes == tuple(replace(code, noted=()) for code in project.codes)
    assert book.collections == (of_codes,)
    assert book.origin == "Local Turn"


def test_codebooks_of_other_programs_are_read_though_they_are_not_valid() -> None:
    older = (
        b'\xef\xbb\xbf<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes><Code name="a"/></Codes>'
    )
    older += b'<Sets/><Sets><Set name="x"/></Sets></CodeBook>'

    assert [code.name for code in read_codebook(older).value.codes] == ["a"]
    empty = older.replace(b"<Sets/>", b"")
    assert read_codebook(empty).left_behind == (Loss(SETS_WITHOUT_CODES, 1, ("x",)),)
    with pytest.raises(Unreadable, match="codebook"):
        read_codebook(b"<Project/>")
