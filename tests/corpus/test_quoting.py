"""Passages are quoted with their source, as far as they may leave the project."""

import pytest
from django.contrib.auth.models import AnonymousUser

from localturn.corpus.cards import cards
from localturn.corpus.domain.citing import Style, in_text, reference
from localturn.corpus.domain.terms import AttributeKind, DocumentClass
from localturn.corpus.models import Attribute, AttributeValue
from localturn.corpus.queries.citing import quotation_of, source_of, thing_of
from localturn.foundation.links import Thing
from makers.corpus import make_coding, make_document, make_work

pytestmark = pytest.mark.django_db


def test_a_source_is_made_of_the_attributes_that_are_called_so() -> None:
    work = make_work()
    for name, value in (("Författare", "City of Havnby"), ("Year", "2019-03-05"), ("Type", "Plan")):
        attribute = Attribute.objects.create(
            project=work.project, name=name, kind=AttributeKind.TEXT.value
        )
        AttributeValue.objects.create(attribute=attribute, document=work.document, value=value)
    coding = make_coding(work.document, work.code, "States do not listen")

    quotation = quotation_of(coding)

    assert in_text(quotation, Style.APA) == "(City of Havnby, 2019, para. 2)"
    assert str(reference(source_of(work.document), Style.APA)) == (
        "City of Havnby. (2019, March 5). Declaration [Plan]."
    )


def test_a_card_shows_a_passage_to_who_may_see_it_and_only_if_it_may_leave() -> None:
    work = make_work()
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    public = make_coding(work.document, work.code, "States")
    said = make_coding(interview, work.code, "said")
    things = [thing_of(public), thing_of(said), Thing("corpus", "passage", "x")]
    assert work.lead.person is not None
    assert work.reader.person is not None

    assert [c.title for c in cards(things, reader=work.lead.person)] == ["States"]
    assert [c.detail for c in cards(things, reader=work.reader.person)] == ["Declaration"]
    assert cards(things, reader=AnonymousUser()) == []
