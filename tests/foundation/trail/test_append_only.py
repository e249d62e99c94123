"""What was done stays written down."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from localturn.foundation.people.models import Person
from localturn.foundation.trail import actions, queries
from localturn.foundation.trail.models import Entry, EntryPerson
from makers.people import make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def make_entry(by: Person | None = None, about: list[Person] | None = None) -> Entry:
    return actions.record(
        what="academy.certificate.revoked",
        by=by,
        about=about or [],
        subject="academy/certificate/1",
        reason="Issued by mistake.",
        before={"state": "valid"},
        after={"state": "revoked"},
        now=NOON,
    )


def test_an_entry_says_what_was_done_by_whom_to_whom_and_why() -> None:
    ove, ana = make_person("Ove"), make_person("Ana")

    entry = make_entry(ove, [ana, ana])

    found = queries.about_person(ana.pk).get()
    assert (found, found.what, found.by, found.reason, found.before, found.after, found.at) == (
        entry,
        "academy.certificate.revoked",
        ove,
        "Issued by mistake.",
        {"state": "valid"},
        {"state": "revoked"},
        NOON,
    )
    assert list(queries.about_person(ove.pk)) == [entry]
    assert list(queries.about_subject("academy/certificate/1")) == [entry]


@pytest.mark.parametrize("field", ["what", "subject", "reason", "at", "after", "id"])
def test_the_database_refuses_to_change_an_entry(field: str) -> None:
    entry = make_entry(make_person())
    values = {"at": NOON.replace(hour=13), "after": {"state": "valid"}, "id": 4711}

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**{field: values.get(field, "other")})


def test_the_database_refuses_to_put_an_act_on_somebody_else() -> None:
    entry = make_entry(make_person(), [make_person()])
    other = make_person()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(by=other)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        EntryPerson.objects.filter(entry=entry).update(person=other)


def test_the_database_refuses_to_delete_an_entry() -> None:
    entry = make_entry(about=[make_person()])

    for statement in ("DELETE FROM trail_entryperson", "DELETE FROM trail_entry"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{statement} WHERE id > 0")
    assert Entry.objects.get() == entry


def test_a_person_in_it_can_be_forgotten_and_the_fact_stays() -> None:
    ove, ana = make_person("Ove"), make_person("Ana")
    entry = make_entry(ove, [ana])

    Entry.objects.filter(by=ove).update(by=None)
    EntryPerson.objects.filter(person=ana).update(person=None)

    entry.refresh_from_db()
    assert (entry.by, entry.what, [a.person for a in entry.about.all()]) == (
        None,
        "academy.certificate.revoked",
        [None],
    )


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_is_cleared_away_in_spite_of_the_guard() -> None:
    make_entry(make_person())


@pytest.mark.django_db(transaction=True)
def test_the_guard_stands_again_afterwards() -> None:
    assert Entry.objects.count() == 0
    make_entry(make_person())
    with pytest.raises(IntegrityError, match="append-only"):
        Entry.objects.update(what="other")


@pytest.mark.parametrize(
    "table",
    [
        "trail_entry",
        "trail_entryperson",
        "academy_gradeentry",
        "academy_groupmove",
        "academy_grouphandin",
    ],
)
def test_every_append_only_table_is_still_guarded(table: str) -> None:
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass "
        "AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question, [table])
        names = {name for (name,) in cursor.fetchall()}

    assert names >= {f"{table}_is_never_changed", f"{table}_is_never_deleted"}
