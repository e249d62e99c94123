"""Coefficients of agreement, held against published examples and a second implementation."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from corpus.domain.literal_alpha import cu_alpha, u_alpha
from localturn.corpus.domain.agreement import reading
from localturn.corpus.domain.agreement.continua import (
    Continuum,
    Unit,
    merged,
    partition,
    presence,
)
from localturn.corpus.domain.agreement.distances import masi
from localturn.corpus.domain.agreement.ratings import (
    Ratings,
    brennan_prediger,
    cohen,
    fleiss,
    krippendorff,
    share_agreed,
)
from localturn.corpus.domain.agreement.unitizing import Estimate, unitizing

pytestmark = pytest.mark.once


def _counted(table: dict[tuple[str, str], int]) -> Ratings:
    return Ratings(list(table), [float(count) for count in table.values()])


def _columns(*said: str) -> Ratings:
    """A text a coder, a letter a unit, a blank where nothing was said."""
    return Ratings([tuple(v if v != " " else None for v in row) for row in zip(*said, strict=True)])


# Ratings of given units ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("both_yes", "only_first", "only_second", "both_no", "kappa"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (25, 35, 5, 35, 0.2593)],
)
def test_cohens_kappa_of_three_tables_that_are_taught(
    both_yes: int, only_first: int, only_second: int, both_no: int, kappa: float
) -> None:
    """The examples of en.wikipedia.org/wiki/Cohen's_kappa; the last two agree equally often."""
    counts = {
        ("yes", "yes"): both_yes,
        ("yes", "no"): only_first,
        ("no", "yes"): only_second,
        ("no", "no"): both_no,
    }

    assert cohen(_counted(counts)) == pytest.approx(kappa, abs=0.0001)


def test_fleiss_kappa_of_fourteen_raters_and_five_categories() -> None:
    """The example of en.wikipedia.org/wiki/Fleiss'_kappa: 0.210."""
    counts = (
        *((0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1)),
        *((7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7)),
    )
    rows = [[c for c, n in enumerate(row) for _ in range(n)] for row in counts]

    assert fleiss(Ratings(rows)) == pytest.approx(0.210, abs=0.0005)


def test_brennan_and_predigers_kappa_asks_only_how_many_answers_there_were() -> None:
    counts = {("a", "a"): 7, ("a", "b"): 3}

    assert brennan_prediger(_counted(counts), categories=2) == pytest.approx(0.4)
    assert brennan_prediger(_counted(counts), categories=4) == pytest.approx(0.6)


def test_krippendorffs_alpha_of_the_examples_of_his_paper() -> None:
    """Krippendorff (2011), "Computing Krippendorff's alpha-reliability", A, B and C."""
    two_values = _columns("0100000010", "1110010000")
    many_values = _columns("aabbdcccedda", "babbbcccEddd".lower())
    with_gaps = _columns("123321412   ", "1233224125 3", " 3332342251 ", "12332441251 ")

    assert krippendorff(two_values) == pytest.approx(0.095, abs=0.0005)
    assert krippendorff(many_values) == pytest.approx(0.692, abs=0.0005)
    assert krippendorff(with_gaps) == pytest.approx(0.743, abs=0.0005)


def test_masi_tells_sets_of_codes_apart() -> None:
    """Passonneau (2006): Jaccard's index times 1, 2/3, 1/3 or 0."""
    a, ab, bc, cd = frozenset("a"), frozenset("ab"), frozenset("bc"), frozenset("cd")

    assert masi(ab, ab) == 0
    assert masi(a, ab) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi(ab, bc) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi(ab, cd) == 1
    assert masi(frozenset(), a) == 1


def test_alpha_of_sets_counts_half_an_agreement() -> None:
    a, b, ab = frozenset("a"), frozenset("b"), frozenset("ab")
    ratings = Ratings([(a, a), (b, b), (ab, a)])

    nominal, by_masi = krippendorff(ratings), krippendorff(ratings, distance=masi)

    assert nominal is not None
    assert by_masi is not None
    assert 0 < nominal < by_masi < 1


def test_nothing_is_said_where_nobody_could_disagree() -> None:
    alike = Ratings([("a", "a"), ("a", "a")])
    alone = Ratings([("a", None), (None, "b")])

    assert [cohen(alike), fleiss(alike), krippendorff(alike)] == [None, None, None]
    assert [cohen(alone), fleiss(alone), krippendorff(alone), share_agreed(alone)] == [None] * 4


# Texts as coders cut them -------------------------------------------------------------------------


def _figure(*units: tuple[int, int, str]) -> list[Unit]:
    """As the book counts: from 1, with the last character."""
    return [Unit(start - 1, end, code) for start, end, code in units]


THREE_OBSERVERS = Continuum(
    60,
    {
        "Alex": _figure(
            *((1, 7, "1"), (8, 13, "2"), (31, 32, "5"), (33, 37, "6"), (38, 44, "6"), (45, 60, "7"))
        ),
        "Paul": _figure((1, 7, "1"), (8, 13, "3"), (14, 21, "5"), (33, 44, "6")),
        "Suzan": _figure(
            *((1, 7, "1"), (8, 13, "4"), (14, 21, "5"), (33, 37, "6"), (38, 41, "6"), (42, 44, "6"))
        ),
    },
)
"""Krippendorff (2019), "Content Analysis", 4th edition, figure 12.11."""


def test_the_family_of_the_books_three_observers() -> None:
    """Krippendorff (2019), 12.6: u-alpha 0.510, |u-alpha 0.413, cu-alpha 0.724; of values 1,
    5 and 6 alpha is 1, of 2, 3 and 4 it is 0, and of 7 there is none; 8 of 18 of value 5 are
    covered."""
    found = unitizing([THREE_OBSERVERS], draws=0)

    assert found is not None
    assert found.everything.value == pytest.approx(0.510, abs=0.0005)
    assert found.relevance.value == pytest.approx(0.413, abs=0.001)
    assert found.coding.value == pytest.approx(0.724, abs=0.002)
    of_code = {code: estimate.value for code, estimate in found.of_code.items()}
    assert of_code == pytest.approx({"1": 1, "2": 0, "3": 0, "4": 0, "5": 1, "6": 1, "7": None})
    assert found.of_code["5"].coverage == pytest.approx(8 / 18)
    assert found.of_code["7"].coverage == 0
    assert found.coded_share == pytest.approx(51 / 60)


_units = some.lists(
    some.builds(
        lambda start, length, code: Unit(start, start + length, code),
        some.integers(0, 25),
        some.integers(1, 12),
        some.sampled_from("abc"),
    ),
    max_size=5,
)
_continua = some.lists(
    some.builds(
        lambda length, first, second, third: Continuum(
            length, {"x": first, "y": second} | ({"z": third} if third is not None else {})
        ),
        some.integers(20, 30),
        _units,
        _units,
        some.none() | _units,
    ),
    min_size=1,
    max_size=3,
)


def test_where_no_unit_can_be_paired_but_with_itself_nothing_is_said() -> None:
    """Two people disagree on one character, and there is nothing else that chance could draw."""
    alone = Continuum(20, {"x": [], "y": [Unit(0, 1, "a")], "z": [Unit(0, 1, "b")]})

    found = unitizing([alone], draws=0)

    assert found is not None
    assert found.coding.value is None


@settings(max_examples=25, deadline=None)
@given(_continua)
def test_the_quick_way_finds_what_the_slow_one_finds(continua: list[Continuum]) -> None:
    found = unitizing(continua, draws=0)

    assert found is not None
    assume(found.everything.value is not None and found.coding.value is not None)
    assert found.everything.value == pytest.approx(u_alpha(continua), abs=1e-9)
    assert found.coding.value == pytest.approx(cu_alpha(continua), abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(_continua)
def test_a_code_alone_is_the_same_text_with_no_other_codes(continua: list[Continuum]) -> None:
    found = unitizing(continua, draws=0)

    assert found is not None
    for code, estimate in found.code_alone.items():
        alone = unitizing([each.coded_as({code: code}) for each in continua], draws=0)
        assert alone is not None
        assert estimate.value == pytest.approx(alone.everything.value, abs=1e-9)


def test_coders_who_code_alike_agree_and_documents_that_differ_do_not() -> None:
    """What other programs got wrong: 1.0 although a second document was coded differently."""
    alike = [Unit(0, 10, "a"), Unit(20, 30, "b")]
    same = Continuum(50, {"x": alike, "y": list(alike)}, "same")
    other = Continuum(50, {"x": [Unit(0, 10, "a")], "y": [Unit(30, 40, "b")]}, "other")

    both = unitizing([same, other], draws=0)
    first = unitizing([same], draws=0)

    assert first is not None
    assert both is not None
    assert first.everything.value == 1
    assert both.by_document["same"] == 1
    assert (both.by_document["other"] or 0) < 0
    assert 0 < (both.everything.value or 0) < 1


def test_a_passage_coded_twice_with_one_code_counts_once() -> None:
    once = Continuum(50, {"x": [Unit(0, 12, "a")], "y": [Unit(0, 12, "a")]})
    twice = Continuum(50, {"x": [Unit(0, 10, "a"), Unit(4, 12, "a")], "y": [Unit(0, 12, "a")]})

    assert merged(twice.units["x"], 50) == [Unit(0, 12, "a")]
    assert unitizing([once], draws=0) == unitizing([twice], draws=0)


def test_units_that_touch_stay_two() -> None:
    assert [
        (s.start, s.end) for s in partition(merged(_figure((1, 5, "a"), (6, 9, "a")), 9), 9)
    ] == [
        (0, 5),
        (5, 9),
    ]


def test_text_outside_the_document_is_none() -> None:
    assert merged([Unit(-5, 3, "a"), Unit(8, 99, "b"), Unit(20, 30, "c"), Unit(4, 4, "d")], 10) == [
        Unit(0, 3, "a"),
        Unit(8, 10, "b"),
    ]


def test_who_did_not_work_on_a_document_is_left_out_of_it() -> None:
    one = Continuum(50, {"x": [Unit(0, 9, "a")], "y": [Unit(0, 9, "a")], "z": []})
    two = Continuum(50, {"x": [Unit(0, 9, "a")], "y": [Unit(0, 9, "a")]})

    with_nothing, without = unitizing([one], draws=0), unitizing([two], draws=0)

    assert with_nothing is not None
    assert without is not None
    assert without.everything.value == 1
    assert (with_nothing.everything.value or 0) < 0.5
    assert unitizing([two.of("x")], draws=0) is None


def test_concepts_agree_where_codes_of_one_concept_do_not() -> None:
    continuum = Continuum(
        60,
        {
            "x": [Unit(0, 10, "funding"), Unit(20, 30, "networks")],
            "y": [Unit(0, 10, "competence"), Unit(20, 30, "networks")],
        },
    )
    concepts = {"funding": "vertical", "competence": "vertical", "networks": "horizontal"}

    codes = unitizing([continuum], draws=0)
    domains = unitizing([continuum.coded_as(concepts)], draws=0)

    assert codes is not None
    assert domains is not None
    assert (codes.coding.value or 0) < 1
    assert domains.coding.value == 1


def test_an_interval_holds_its_value_and_comes_out_the_same_again() -> None:
    continua = [
        Continuum(
            100,
            {"x": [Unit(n, n + 20, "a")], "y": [Unit(n + n % 7, n + 20, "ab"[n % 5 == 0])]},
            n,
        )
        for n in range(30)
    ]

    found = unitizing(continua, draws=200)

    assert found is not None
    assert found == unitizing(continua, draws=200)
    low, high = found.everything.low, found.everything.high
    assert low is not None
    assert high is not None
    assert low < (found.everything.value or 0) < high
    assert high - low < 0.5


def test_kappa_of_a_code_says_what_uncoded_text_does_to_it() -> None:
    """Text that nobody coded lets two coders look alike who agree on a third of what they coded."""
    continua = [Continuum(1_000, {"x": [Unit(0, 20, "a")], "y": [Unit(10, 30, "a")]})]

    whole = presence(continua, "a", coders=("x", "y"))
    coded = presence(continua, "a", coders=("x", "y"), coded_only=True)

    assert sum(whole.weights or ()) == 1_000
    assert sum(coded.weights or ()) == 30
    assert share_agreed(whole) == pytest.approx(0.98)
    assert share_agreed(coded) == pytest.approx(1 / 3)
    assert cohen(whole) == pytest.approx(0.4898, abs=0.0001)


def test_every_number_has_a_sentence() -> None:
    assert reading.reading(Estimate(None)) == reading.NOTHING_VARIES
    assert reading.reading(Estimate(-0.1)) == reading.BELOW_CHANCE
    assert reading.reading(Estimate(0.5, 0.4, 0.6)) == reading.WEAK
    assert reading.reading(Estimate(0.7, 0.5, 0.8)) == reading.FAIR
    assert reading.reading(Estimate(0.7, 0.1, 0.9)) == reading.FAIR_UNSURE
    assert reading.reading(Estimate(0.9, 0.8, 0.95)) == reading.GOOD
    assert reading.reading(Estimate(0.9, 0.3, 1.0)) == reading.GOOD_UNSURE
