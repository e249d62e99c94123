"""Tokens: shown once, kept as a digest, bounded in number and time, ended in every way."""

import json
import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localturn.foundation import moments
from localturn.foundation.people import personal_data
from localturn.foundation.people.actions import tokens
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.actions.tokens import (
    forget_ended_tokens,
    make_token,
    note_use,
    revoke_all_tokens,
    revoke_token,
)
from localturn.foundation.people.models import ApiToken, Person
from localturn.foundation.people.queries.tokens import token_with
from localturn.foundation.personal_data import Section, Wishes
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.models import Entry
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db

NOW = moments.now()


def made(person: Person, *, days: int = 90, name: str = "Wall") -> tuple[ApiToken, str]:
    return make_token(person, name=name, scopes=["calendar:read"], days=days, by=person, now=NOW)


def made_two(person: Person) -> tuple[tuple[ApiToken, str], tuple[ApiToken, str]]:
    return made(person), made(person, name="Door")


def good(text: str, *, after: timedelta = timedelta(0)) -> bool:
    return token_with(tokens.digest_of(text), now=NOW + after) is not None


def test_a_token_is_192_random_bits_behind_a_prefix_and_is_kept_as_its_digest() -> None:
    token, text = made(make_person())

    assert re.fullmatch(r"lt_[0-9a-f]{48}", text)
    assert token.digest == sha256(text.encode()).hexdigest()
    kept = json.dumps(list(ApiToken.objects.values()), default=str)
    assert text not in kept
    assert text.removeprefix("lt_") not in kept


def test_its_owner_is_told_by_mail_and_the_trail_has_it_without_the_token() -> None:
    person = make_person(language="en")

    token, text = made(person)

    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "“Wall”" in letter.body
    assert text not in letter.body
    entry = Entry.objects.get(what="people.token.made")
    assert (entry.by, entry.subject) == (person, f"people/token/{token.pk}")
    assert entry.after == {"scopes": ["calendar:read"], "days": 90}


def test_it_is_good_until_it_expires() -> None:
    _token, text = made(make_person(), days=90)

    assert good(text)
    assert good(text, after=timedelta(days=90, seconds=-1))
    assert not good(text, after=timedelta(days=90))


@pytest.mark.parametrize("days", [0, 366])
def test_it_is_good_for_a_year_at_most(days: int) -> None:
    with pytest.raises(Invalid):
        made(make_person(), days=days)


def test_nobody_makes_one_for_somebody_else_not_even_an_operator() -> None:
    with pytest.raises(NotAllowed):
        make_token(make_person(), name="Wall", scopes=[], days=1, by=make_operator(), now=NOW)


def test_a_person_has_ten_at_most_that_have_not_ended() -> None:
    person = make_person()
    for number in range(tokens.MOST):
        made(person, name=str(number))
    made(make_person())

    with pytest.raises(NotNow, match="You have 10 tokens"):
        made(person)
    ApiToken.objects.filter(name="3").update(
        made_at=NOW - timedelta(days=2), expires_at=NOW - timedelta(days=1)
    )
    made(person)


def test_two_good_ones_of_a_person_have_two_names() -> None:
    person = make_person()
    token, _text = made(person)
    made(make_person())

    with pytest.raises(NotNow, match="of this name"):
        made(person, name=" Wall ")
    ApiToken.objects.filter(pk=token.pk).update(
        made_at=NOW - timedelta(days=2), expires_at=NOW - timedelta(days=1)
    )
    made(person)
    assert ApiToken.objects.filter(person=person).count() == 2


def test_who_signed_in_with_the_old_password_makes_none_once_it_is_changed() -> None:
    """A request that began before the password was set anew, and meets the row after it."""
    person = make_person(password="the one that was stolen")
    meanwhile = Person.objects.get(pk=person.pk)
    meanwhile.set_password("another one altogether")
    meanwhile.save()

    with pytest.raises(NotAllowed, match="Sign in again"):
        made(person)
    assert not ApiToken.objects.exists()


@pytest.mark.both
def test_making_one_holds_its_owner_and_keeps_nobody_from_pointing_to_them() -> None:
    person = make_person()

    with CaptureQueriesContext(connection) as asked:
        made(person)

    held = [each["sql"] for each in asked if "FOR " in each["sql"] and "UPDATE" in each["sql"]]
    expected = ["NO KEY UPDATE"] if connection.vendor == "postgresql" else []
    assert [sql.rpartition(" FOR ")[2] for sql in held] == expected


def test_its_owner_and_operators_revoke_it_and_nobody_else() -> None:
    person = make_person()
    (one, first), (two, second) = made_two(person)

    with pytest.raises(NotAllowed):
        revoke_token(one, by=make_person(), now=NOW)
    revoke_token(one, by=person, now=NOW)
    assert (good(first), good(second)) == (False, True)
    revoke_token(two, by=make_operator(), now=NOW)
    assert not good(second)
    assert Entry.objects.filter(what="people.token.revoked").count() == 2


def test_an_operator_revokes_all_of_a_persons_and_no_others() -> None:
    person, operator = make_person(), make_operator()
    (_first, first), (_second, second) = made_two(person)
    _other, other = made(make_person())

    assert revoke_all_tokens(person, by=operator, now=NOW) == 2

    assert [good(text) for text in (first, second, other)] == [False, False, True]
    assert [e.by for e in Entry.objects.filter(what="people.token.revoked")] == [operator] * 2


def test_it_ends_with_deactivation() -> None:
    person = make_person()
    _token, text = made(person)

    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert not good(text)


def test_it_ends_with_erasure() -> None:
    person = make_person()
    _token, text = made(person)

    erase_person(person, wishes=Wishes(), by=person, now=NOW)

    assert not good(text)
    assert not ApiToken.objects.exists()


def test_merging_keeps_the_tokens_of_the_record_that_is_kept_alone() -> None:
    kept, absorbed = make_person(), make_person()
    _mine, mine = made(kept)
    _theirs, theirs = made(absorbed)

    merge_persons(kept, absorbed, by=make_operator(), reason="The same.", now=NOW)

    assert (good(mine), good(theirs)) == (True, False)


def test_the_copy_of_ones_data_has_it_without_the_digest() -> None:
    person = make_person()
    token, _text = made(person)

    sections = [each for each in personal_data.export(person) if isinstance(each, Section)]

    (rows,) = [each.rows for each in sections if each.name == "people/apitoken"]
    assert [row["name"] for row in rows] == ["Wall"]
    assert token.digest not in json.dumps(rows, default=str)


@pytest.mark.both
def test_its_use_is_counted_by_the_minute_and_remembered_by_the_day() -> None:
    token, _text = made(make_person())
    minute = NOW.replace(second=0, microsecond=0)

    def ask(after: int) -> bool:
        token.refresh_from_db()
        return note_use(token, now=minute + timedelta(seconds=after))

    assert [ask(second % 60) for second in range(tokens.A_MINUTE)] == [True] * tokens.A_MINUTE
    assert not ask(59)
    assert ask(60)
    token.refresh_from_db()
    assert token.asked == 1
    assert token.last_used_on == minute.date()


def test_two_processes_count_together() -> None:
    """Each adds to what the database has, whatever it read before."""
    token, _text = made(make_person())
    other = ApiToken.objects.get(pk=token.pk)

    for each in (token, other, token):
        note_use(each, now=NOW)

    token.refresh_from_db()
    assert token.asked == 3


def test_what_ended_a_month_ago_is_forgotten_and_so_is_the_minute_of_last_use() -> None:
    person = make_person()
    used, _text = made(person)
    note_use(used, now=NOW - timedelta(hours=2))
    for days in (29, 31):
        old, _text = made(person, name=str(days))
        ApiToken.objects.filter(pk=old.pk).update(
            made_at=NOW - timedelta(days=90), expires_at=NOW - timedelta(days=days)
        )

    forget_ended_tokens.call()

    assert set(ApiToken.objects.values_list("name", flat=True)) == {"Wall", "29"}
    used.refresh_from_db()
    assert (used.minute, used.asked) == (None, 0)
    assert used.last_used_on == (NOW - timedelta(hours=2)).date()
