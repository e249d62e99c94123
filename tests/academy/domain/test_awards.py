"""The three participants of the course: 59 points, a reading missing, and all of it."""

from dataclasses import replace
from decimal import Decimal

from localturn.academy.domain.awards import (
    Award,
    BlogPosts,
    Contributions,
    Every,
    Evidence,
    Fact,
    GroupsHandedIn,
    Meetings,
    PaperPassed,
    PointsReached,
    Rule,
    facts_behind,
    rule_fields,
    rule_from,
    standing,
)

CERTIFICATE = Award(
    "certificate",
    "Certificate",
    "",
    (
        Every(("reading", "case-study")),
        Contributions(1),
        Every(("assignment", "quiz")),
        Every(("preliminary-test", "final-test")),
        PointsReached(Decimal(60)),
    ),
)


def fact(kind: str, *, points: int | None = None, of: int = 0, counted: int = 0) -> Fact:
    return Fact(
        activity_id=kind,
        module_id="module",
        kind=kind,
        title=kind,
        done=True,
        counted=counted,
        points=None if points is None else Decimal(points),
        of=Decimal(of),
    )


def evidence(points: int) -> Evidence:
    return Evidence(
        (
            fact("reading"),
            fact("case-study"),
            fact("discussion", counted=1),
            fact("assignment", points=0, of=30),
            fact("quiz", points=0, of=30),
            fact("preliminary-test"),
            fact("final-test", points=points, of=100),
        )
    )


def test_all_done_and_72_points_earn_the_certificate() -> None:
    assert standing(CERTIFICATE, evidence(72)).earned


def test_all_done_and_59_points_lack_the_points_alone() -> None:
    reached = standing(CERTIFICATE, evidence(59))

    assert [r.rule for r in reached.requirements if not r.met] == [PointsReached(Decimal(60))]
    assert reached.requirements[-1].done == Decimal(59)


def test_85_points_and_a_reading_missing_lack_that_reading_by_name() -> None:
    facts = evidence(85).facts
    without = Evidence((replace(facts[0], done=False), *facts[1:]))

    lacking = [r for r in standing(CERTIFICATE, without).requirements if not r.met]

    assert [r.rule for r in lacking] == [Every(("reading", "case-study"))]
    assert [f.activity_id for f in lacking[0].missing] == ["reading"]


def test_a_contribution_that_is_not_counted_leaves_its_module_missing() -> None:
    facts = evidence(72).facts
    silent = Evidence(tuple(replace(f, counted=0) for f in facts))

    lacking = [r for r in standing(CERTIFICATE, silent).requirements if not r.met]

    assert [f.activity_id for f in lacking[0].missing] == ["discussion"]


def test_rules_come_back_from_their_fields() -> None:
    assert tuple(rule_from(rule_fields(rule)) for rule in CERTIFICATE.rules) == CERTIFICATE.rules


def test_what_is_granted_counts_for_every_rule_about_doing_and_for_none_about_points() -> None:
    nothing = replace(evidence(59).facts[0], done=False, granted=True)
    granted = Evidence(
        tuple(
            replace(nothing, activity_id=each.kind, kind=each.kind, title=each.kind, of=each.of)
            for each in evidence(0).facts
        )
    )
    award = replace(
        CERTIFICATE,
        rules=(
            *CERTIFICATE.rules,
            *(BlogPosts(1), Meetings(1), GroupsHandedIn(), PaperPassed(Decimal(1))),
        ),
    )
    others = ("blog", "webinar", "group-work", "paper")
    more = tuple(replace(nothing, activity_id=k, kind=k, title=k) for k in others)

    stands = standing(award, Evidence((*granted.facts, *more)))

    assert [r.met for r in stands.requirements] == [
        *(True, True, True, True),
        False,
        *(True, True, True),
        False,
    ]
    assert [fact.title for fact in stands.requirements[0].granted] == ["reading", "case-study"]


def award(name: str, *rules: Rule) -> Award:
    return Award(name, name, "", rules)


def kinds_behind(earned: list[Award], others: list[Award]) -> list[str]:
    evidence = Evidence((fact("group-work", of=10), fact("quiz", of=5), fact("paper", of=20)))
    return [each.kind for each in facts_behind(evidence, earned=earned, others=others)]


def test_an_earned_award_rests_on_what_its_rules_name() -> None:
    basic = award("basic", GroupsHandedIn())
    further = award("further", GroupsHandedIn(), PaperPassed(Decimal(12)))

    assert kinds_behind([basic], [further]) == ["group-work"]
    assert kinds_behind([basic, further], []) == ["group-work", "paper"]
    assert kinds_behind([], [basic, further]) == ["group-work", "quiz", "paper"]


def test_an_award_for_points_in_all_rests_on_everything_but_what_another_alone_names() -> None:
    points = award("points", PointsReached(Decimal(5)))
    further = award("further", PaperPassed(Decimal(12)))

    assert kinds_behind([points], [further]) == ["group-work", "quiz"]
    assert kinds_behind([points, further], []) == ["group-work", "quiz", "paper"]
