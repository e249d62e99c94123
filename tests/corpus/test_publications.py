"""Publications quote passages by their addresses, and say nothing that must stay in the project."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from docx import Document

from localturn.corpus.actions import coding, correcting, pseudonyms, publications
from localturn.corpus.actions.publications import Words
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.publications import Kind
from localturn.corpus.domain.terms import AttributeKind, DocumentClass
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Coding,
    Member,
    ProjectDocument,
    Publication,
    Release,
    Round,
)
from localturn.corpus.permissions import sight
from localturn.corpus.queries.citing import thing_of
from localturn.corpus.queries.private_words import taken_from_private
from localturn.foundation.links.queries import links_to
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import NOON, TEXT, Work, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db

SAID = "She said that nobody in the ministry had ever asked what the city wanted to do about it."
LITERATURE = (
    "piattoni2010 | Piattoni, Simona | 2010 | The Theory of Multi-level Governance |"
    " Oxford University Press | https://example.org/piattoni"
)


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def words(text: str, *, literature: str = "", title: str = "What cities ask for") -> Words:
    return Words(Kind.WORKING_PAPER, title, "Lead, Lea\nCity Lab", "en", text, literature)


def published(
    work: Work, text: str, *, literature: str = "", by: Member | None = None
) -> Publication:
    return publications.begin(
        words(text, literature=literature), sight=sight(by or work.lead), now=NOON
    )


def address(of: Coding) -> str:
    return f"![]({of.get_absolute_url()})"


def page(work: Work, publication: Publication, *, member: Member | None = None) -> str:
    answer = signed_in(member or work.reader).get(publication.get_absolute_url())
    assert answer.status_code == 200
    return answer.text


def interview(work: Work) -> ProjectDocument:
    return make_document(work.project, SAID, title="Talk", kind=DocumentClass.INTERVIEW)


def test_a_passage_is_quoted_with_its_source_and_everything_cited_is_listed() -> None:
    work = make_work()
    network = Attribute.objects.create(
        project=work.project, name="Network", kind=AttributeKind.TEXT.value
    )
    AttributeValue.objects.create(attribute=network, document=work.document, value="Eurocities")
    alone, within = (make_coding(work.document, work.code, w) for w in ("money", "once a year"))
    text = (
        f"They ask.\n\n{address(alone)}\n\nThey meet {address(within)}, as [@piattoni2010, p. 3]"
        f" has it; see [@document-{work.document.pk}] and [@nobody]."
    )

    made = published(work, text, literature=LITERATURE)

    html = page(work, made)
    assert "<blockquote>\n<p>money</p>\n<p><a href=" in html
    assert (
        f'{alone.get_absolute_url()}" rel="nofollow noopener">(Eurocities, n.d., para. 2)' in html
    )
    assert "They meet “once a year” <a href=" in html
    assert ">(Eurocities, n.d., para. 3)</a>, as (Piattoni, 2010, p. 3)" in html
    assert "see (Eurocities, n.d.) and [@nobody]." in html
    assert "<h2>References</h2>" in html
    assert html.count("<em>Declaration</em>") == 1
    assert "<em>The Theory of Multi-level Governance</em>. Oxford University Press." in html


def test_what_must_stay_in_the_project_is_shown_to_nobody_until_it_is_released() -> None:
    work = make_work()
    passage = make_coding(interview(work), work.code, "nobody in the ministry")
    made = published(work, f"Before.\n\n{address(passage)}\n\nAfter.")

    for member in (work.reader, work.lead):
        html = page(work, made, member=member)
        assert "nobody in the ministry" not in html
        assert "Talk" not in html
        assert "This passage may not be shown here." in html
    pseudonyms.release(passage, by=work.lead, now=NOON)
    assert "nobody in the ministry" in page(work, made)
    pseudonyms.withhold(passage, by=work.lead)
    assert "nobody in the ministry" not in page(work, made)


def test_a_passage_taken_back_blind_or_of_another_project_is_not_quoted() -> None:
    work, other = make_work(), None
    blind = Round.objects.create(project=work.project, name="Blind", begun_at=NOON)
    taken_back = make_coding(work.document, work.code, "money")
    coding.withdraw(taken_back, by=work.lead, now=NOON)
    in_round = make_coding(work.document, work.code, "States", round=blind)
    other = make_work()
    foreign = make_coding(other.document, other.code, "once a year")

    made = published(work, "\n\n".join(map(address, (taken_back, in_round, foreign))))

    html = page(work, made, member=work.lead)
    assert html.count("This passage may not be shown here.") == 3
    assert "3 quotations are left out" in html
    assert not any(f">{quote}<" in html for quote in ("money", "States", "once a year"))


def test_words_of_an_interview_are_not_written_into_a_text_by_hand() -> None:
    work = make_work()
    document = interview(work)
    stolen = "We heard: nobody in the Ministry had ever asked what the city wanted."

    with pytest.raises(Invalid, match="had ever asked what"):
        published(work, stolen)
    passage = make_coding(
        document, work.code, "nobody in the ministry had ever asked what the city wanted"
    )
    pseudonyms.release(passage, by=work.lead, now=NOON)

    assert published(work, stolen).number == 1


def test_texts_that_are_not_public_are_read_once_and_releases_asked_only_of_what_is_said() -> None:
    """The second time, nothing of any text is read; of one that is said, it and its releases."""
    work = make_work()
    for number in range(3):
        words = f"Number {number} said that nobody of them had been asked before it was decided."
        make_document(work.project, words, kind=DocumentClass.INTERVIEW)
    seen = sight(work.lead)
    own = "Something else altogether, which is longer than eight words by far."
    assert taken_from_private(seen, own) == ""

    with CaptureQueriesContext(connection) as asked:
        assert taken_from_private(seen, own) == ""
        assert taken_from_private(seen, "Too short.") == ""
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert taken_from_private(seen, "Number 2 said that nobody of them had it.") == (
            "number 2 said that nobody of them had"
        )
    assert len(asked) == 3


def test_a_document_that_is_not_public_is_not_named_in_references() -> None:
    work = make_work()
    document = interview(work)

    made = published(work, f"See [@document-{document.pk}].")

    html = page(work, made)
    assert f"[@document-{document.pk}]" in html
    assert "Talk" not in html


def test_each_saving_is_a_version_and_nobody_overwrites_another() -> None:
    work = make_work()
    made = published(work, "First words.")
    publications.save(made, words("Second words."), seen=1, sight=sight(work.coder), now=NOON)

    with pytest.raises(NotNow, match="Somebody else"):
        publications.save(made, words("Third."), seen=1, sight=sight(work.lead), now=NOON)

    assert [each.text for each in made.versions.all()] == ["Second words.", "First words."]
    first = signed_in(work.reader).get(f"{made.get_absolute_url()}versions/1/").text
    assert "First words." in first
    assert "This is an earlier version." in first


def test_a_reader_writes_none_and_an_outsider_finds_none() -> None:
    work, other = make_work(), make_work()
    made = published(work, "Words.")

    with pytest.raises(NotAllowed):
        published(work, "Mine.", by=work.reader)
    with pytest.raises(NotAllowed):
        publications.withdraw(made, by=work.coder, now=NOON)
    for form in ("", "edit/", "versions/1/", "publication.md", "publication.docx"):
        assert signed_in(other.lead).get(made.get_absolute_url() + form).status_code == 404
    publications.withdraw(made, by=work.lead, now=NOON)
    assert signed_in(work.lead).get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("literature", "line"),
    [
        ("a | A | 2010 | T\n\nno bars", 3),
        ("a | A | soon | T", 1),
        ("a | A | 2010 | T\na | A | 2011 | U", 2),
        ("a | A | 2010 | T | P | javascript:alert(1)", 1),
        ("document-3 | A | 2010 | T", 1),
        ("a | A | 2010 | ", 1),
    ],
)
def test_a_line_of_literature_that_cannot_be_read_is_named(literature: str, line: int) -> None:
    work = make_work()

    with pytest.raises(Invalid, match=f"Line {line} "):
        published(work, "Words.", literature=literature)


def test_it_goes_out_in_four_forms() -> None:
    work = make_work()
    passage = make_coding(
        work.document, work.code, "The network of cities asks the Union for money"
    )
    table = "| a | b |\n|---|---|\n| c | d |"
    text = (
        f"## Money\n\n{address(passage)}\n\n- *One*\n- two\n\n{table}\n\nAs [@piattoni2010] says."
    )
    made = published(work, text, literature=LITERATURE)
    visitor = signed_in(work.reader)

    def taken(form: str) -> bytes:
        answer = visitor.get(f"{made.get_absolute_url()}publication.{form}")
        assert answer.status_code == 200
        return answer.content

    markdown = taken("md").decode()
    assert markdown.startswith(
        "# What cities ask for\n\nLead, Lea; City Lab\n\n## Money\n\n> The net"
    )
    assert "> [(“Declaration”, n.d., para. 2)](<http" in markdown
    assert f"{passage.get_absolute_url()}>)" in markdown
    assert markdown.rstrip().endswith("https://example.org/piattoni")
    document = Document(BytesIO(taken("docx")))
    styled = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert styled["The network of cities asks the Union for money"] == "Quote"
    assert styled["Money"] == "Heading 2"
    assert styled["(“Declaration”, n.d., para. 2)"] == "Quote"
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert links[0].endswith(passage.get_absolute_url())
    assert styled["two"] == "List Bullet"
    assert styled["References"] == "Heading 2"
    assert [c.text for row in document.tables[0].rows for c in row.cells] == ["a", "b", "c", "d"]
    assert document.core_properties.title == "What cities ask for"
    ris = taken("ris").decode()
    assert (ris.count("TY  - "), "AU  - Piattoni, Simona" in ris) == (2, True)
    assert "N1  - “The network of cities asks the Union for money”" in ris
    assert b"@misc{piattoni2010," in taken("bib")


def test_nothing_leaves_in_which_a_name_stands_that_has_a_pseudonym() -> None:
    work = make_work()
    pseudonyms.give(
        ["Gudrun Vogel"], stands_as="Mayor A", about=About.PERSON, by=work.lead, now=NOON
    )
    made = published(work, "As Gudrun Vogel said.")
    visitor = signed_in(work.reader)

    for form in ("md", "docx", "ris", "bib"):
        answer = visitor.get(f"{made.get_absolute_url()}publication.{form}")
        assert answer.status_code == 409
        assert "Gudrun" not in answer.text


def test_the_passage_says_where_it_is_used_and_a_corrected_text_keeps_the_quotation() -> None:
    work = make_work()
    passage = make_coding(work.document, work.code, "money")
    made = published(work, f"![x](https://towns.example{passage.get_absolute_url()})")
    with override_settings(PUBLIC_URL="https://towns.example"):
        publications.save(made, words(made.text), seen=1, sight=sight(work.lead), now=NOON)
        correcting.correct(
            work.document, TEXT.replace("Cities receive", "Many cities get"), by=work.lead, now=NOON
        )
        assert "<p>money</p>" in page(work, made)
        cited = signed_in(work.reader).get(f"/corpus/passages/{passage.pk}/cite/").text

    assert "What cities ask for" in cited
    assert [each.kind for each in links_to(thing_of(passage))] == ["publication"]


def test_it_is_written_on_a_page_with_a_preview_that_saves_nothing() -> None:
    work = make_work()
    visitor = signed_in(work.coder)
    form = {
        "kind": "post",
        "title": "Post",
        "authors": "",
        "language": "sv",
        "text": "Some *words*.",
        "literature": "",
    }
    new = f"/corpus/projects/{work.project.slug}/publications/new/"

    shown = visitor.post(new, form | {"preview": "1"})
    assert "Some <em>words</em>." in shown.text
    assert not Publication.objects.exists()
    assert visitor.post(new, form | {"title": ""}).status_code == 422
    made = visitor.post(new, form, follow=True)

    assert "Some <em>words</em>." in made.text
    listed = visitor.get(f"/corpus/projects/{work.project.slug}/publications/").text
    assert "Post" in listed


def test_names_are_replaced_in_publications_and_in_their_versions_too() -> None:
    work = make_work()
    document = make_document(
        work.project, "Gudrun Vogel spoke.", title="Talk", kind=DocumentClass.INTERVIEW
    )
    made = published(work, "Thanks to Gudrun Vogel.")
    pseudonyms.give(
        ["Gudrun Vogel"], stands_as="Mayor A", about=About.PERSON, by=work.lead, now=NOON
    )

    pseudonyms.replace_for_good(document, by=work.lead, now=NOON)

    made.refresh_from_db()
    assert made.text == "Thanks to Mayor A."
    assert [each.text for each in made.versions.all()] == ["Thanks to Mayor A."]


def test_a_passage_is_released_only_as_it_was_read_and_with_no_name_in_it() -> None:
    work = make_work()
    document = make_document(
        work.project, "Gudrun Vogel spoke. They gave us money.", kind=DocumentClass.INTERVIEW
    )
    named, plain = (
        make_coding(document, work.code, said) for said in ("Gudrun Vogel spoke", "gave us money")
    )
    for each in (named, plain):
        pseudonyms.release(each, by=work.lead, now=NOON)

    says, about = ["Gudrun Vogel"], About.PERSON
    pseudonyms.give(says, stands_as="Mayor A", about=about, by=work.lead, now=NOON)
    assert [each.coding for each in Release.objects.all()] == [plain]
    with pytest.raises(NotNow, match="Gudrun Vogel"):
        pseudonyms.release(named, by=work.lead, now=NOON)

    correcting.correct(
        document, "Gudrun Vogel spoke. They gave us much money.", by=work.lead, now=NOON
    )
    assert not Release.objects.exists()
