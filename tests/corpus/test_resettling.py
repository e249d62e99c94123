"""What was settled in a round that is closed, when the text is corrected afterwards."""

from dataclasses import dataclass

import pytest

from localturn.corpus.actions import correcting, recoding, rounds
from localturn.corpus.actions.correcting import Preview
from localturn.corpus.domain.asking import Asked, Kind, Layer
from localturn.corpus.models import Member, Round, Settlement
from localturn.corpus.permissions import sight
from localturn.corpus.queries import spans
from localturn.corpus.queries.answers import answer
from localturn.corpus.queries.rounds import regions_of
from localturn.corpus.queries.settled import key_of, settled_in
from localturn.foundation.library.revising import GoesAlong
from makers.corpus import NOON, TEXT, Work, make_code, make_coding, make_member, make_work

pytestmark = pytest.mark.django_db

LONGER = f"A line that was left out.\n\n{TEXT}"


@dataclass
class Closed:
    """A round of two coders and one document, closed once they have coded."""

    work: Work
    other: Member
    round: Round

    def close(self, of_coder: list[str], of_other: list[str]) -> None:
        for member, passages in ((self.work.coder, of_coder), (self.other, of_other)):
            for words in passages:
                make_coding(self.work.document, self.work.code, words, by=member, round=self.round)
        rounds.close(self.round, by=self.work.lead, now=NOON)

    def settle(self, words: str, choice: str) -> None:
        """What is decided of the region that begins with these words."""
        rounds.settle(
            sight(self.work.lead),
            self.round,
            document=self.work.document.pk,
            code=self.work.code.pk,
            region_start=self.work.document.version.text.index(words),
            choice=choice,
            note="The verb belongs to it.",
            now=NOON,
        )

    def correct(self, text: str) -> Preview:
        said = correcting.preview(self.work.document, text)
        done = correcting.correct(self.work.document, text, by=self.work.lead, now=NOON)
        assert said.settled == done.settled
        return done

    def counts(self) -> list[str]:
        """What is settled to count, as the text says it now."""
        text = self.work.document.version.text
        rows = Settlement.objects.filter(start__isnull=False).order_by("start")
        return [text[each.start : each.end] for each in rows]

    def undecided(self) -> int:
        """Regions of the round that nothing was decided about."""
        sees = sight(self.work.lead)
        regions = regions_of(sees, self.round)
        return len(set(map(key_of, regions)) - settled_in(sees, self.round, regions).keys())


@pytest.fixture
def closed() -> Closed:
    spans.forget()
    work = make_work()
    other = make_member(work.project)
    made = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(made, {work.document: [work.coder, other]}, by=work.lead, now=NOON)
    return Closed(work, other, made)


def test_what_was_settled_goes_along_with_the_text(closed: Closed) -> None:
    closed.close(["Cities", "network of cities", "They meet"], ["Cities", "cities asks"])
    closed.settle("network", "whole")
    closed.settle("They", "nothing")

    done = closed.correct(LONGER)

    assert done.settled == GoesAlong(3, 3)
    assert closed.counts() == ["Cities", "network of cities asks"]
    assert closed.undecided() == 0
    (by_hand,) = Settlement.objects.filter(start__isnull=False, by=closed.work.lead)
    assert by_hand.note == "The verb belongs to it."
    settled = Asked(Kind.CROSSTAB, layer=Layer.SETTLED, round=closed.round.pk)
    assert answer(sight(closed.work.lead), settled).codings == 2


def test_the_marks_of_a_coder_that_counted_still_count_with_their_words_changed(
    closed: Closed,
) -> None:
    closed.close(["network of cities asks the Union"], ["The network of cities"])
    closed.settle("The network", str(closed.work.coder.pk))

    closed.correct(LONGER.replace("network of cities", "network of towns"))

    assert closed.counts() == ["network of towns asks the Union"]
    assert closed.undecided() == 0


def test_what_was_settled_about_words_that_are_gone_is_to_be_decided_anew(closed: Closed) -> None:
    closed.close(["States do not listen", "They meet"], ["do not listen, and cities", "They meet"])
    closed.settle("States", str(closed.work.coder.pk))

    done = closed.correct(TEXT.replace("States do not", "Who does not"))

    assert done.settled == GoesAlong(1, 2)
    assert closed.counts() == ["They meet"]
    assert closed.undecided() == 1


def test_a_place_can_be_settled_where_an_earlier_text_had_one(closed: Closed) -> None:
    closed.close(["Cities", "receive people"], ["Cities", "receive people"])
    closed.correct(TEXT.replace("Cities receive people.", "Cities do receive people."))

    closed.correct(TEXT.replace("Cities receive people.", "receive people."))

    assert closed.counts() == ["receive people"]
    assert closed.undecided() == 0


def test_what_was_settled_about_a_code_that_was_merged_keeps_its_place(closed: Closed) -> None:
    closed.close(["Cities"], ["Cities"])
    recoding.merge(
        closed.work.code, into=make_code(closed.work.project), by=closed.work.lead, now=NOON
    )

    closed.correct(LONGER)

    assert closed.counts() == ["Cities"]
