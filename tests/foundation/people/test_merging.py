"""Two records of one person become one."""

from datetime import UTC, date, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from localturn.foundation.people.actions import consents
from localturn.foundation.people.actions.accounts import by_address
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.actions.standing import change_standing
from localturn.foundation.people.models import Consent, Membership, Person, Role
from localturn.foundation.people.queries.personal_data import held_about
from localturn.foundation.refusals import Invalid, NotAllowed
from localturn.foundation.trail import actions as trail_actions
from localturn.foundation.trail import queries as trail
from makers.people import PASSWORD, make_membership, make_operator, make_organisation, make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)


def merge(kept: Person, absorbed: Person) -> None:
    merge_persons(kept, absorbed, by=make_operator(), reason="Wrote so herself.", now=NOW)
    kept.refresh_from_db()
    absorbed.refresh_from_db()


def test_everything_leads_to_the_record_that_is_kept() -> None:
    kept = make_person("Ana", email="ana@town.example")
    absorbed = make_person("Ana K.", email="ana@home.example", can_author=True)
    membership = make_membership(absorbed)

    merge(kept, absorbed)

    membership.refresh_from_db()
    assert membership.person == kept
    assert held_about(absorbed) == []
    assert (kept.name, kept.can_author, kept.email) == ("Ana", True, "ana@town.example")
    assert (absorbed.is_active, absorbed.merged_into, str(absorbed)) == (False, kept, "Ana")
    assert by_address("ana@home.example") == kept
    entry = trail.about_person(kept.pk).get()
    assert (entry.what, entry.reason) == ("people.person.merged", "Wrote so herself.")


def test_both_addresses_sign_in_to_it(client: Client) -> None:
    cache.clear()
    kept = make_person(email="ana@town.example", password=PASSWORD)
    absorbed = make_person(email="ana@home.example", password="another one entirely")

    merge(kept, absorbed)

    client.post("/account/login/", {"login": "ana@home.example", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(kept.pk)
    primary = EmailAddress.objects.filter(user=kept, primary=True)
    assert [address.email for address in primary] == ["ana@town.example"]


def test_what_both_have_is_kept_once() -> None:
    kept, absorbed, town = make_person(), make_person(), make_organisation()
    for person, since in ((kept, date(2026, 5, 1)), (absorbed, date(2025, 1, 1))):
        make_membership(person, town, Role.COORDINATOR, since=since)
        consents.agree(person, to="privacy-notice", version="1", by=person, now=NOW)
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

    merge(kept, absorbed)

    membership = Membership.objects.get()
    assert (membership.person, membership.since) == (kept, date(2025, 1, 1))
    assert Consent.objects.get().person == kept
    assert Authenticator.objects.get().user == kept


def test_the_trail_stays_with_the_record_it_was_written_of_and_is_found_by_the_other() -> None:
    kept, absorbed = make_person(), make_person()
    entry = trail_actions.record(what="a.thing.done", by=absorbed, about=[absorbed], now=NOW)

    merge(kept, absorbed)

    entry.refresh_from_db()
    assert entry.by == absorbed
    assert [each.what for each in trail.about_person(kept.pk)] == [
        "people.person.merged",
        "a.thing.done",
    ]


def test_a_record_merged_twice_leads_to_the_last() -> None:
    first, second, third = make_person(), make_person(), make_person()

    merge(second, first)
    merge(third, second)

    first.refresh_from_db()
    assert first.merged_into == third


def test_only_two_records_in_use_are_merged_and_only_by_operators() -> None:
    kept, absorbed, ove = make_person(), make_person(), make_operator()

    with pytest.raises(NotAllowed):
        merge_persons(kept, absorbed, by=kept, reason="", now=NOW)
    with pytest.raises(Invalid, match="not two records but one"):
        merge_persons(kept, kept, by=ove, reason="", now=NOW)
    with pytest.raises(Invalid, match="You are signed in"):
        merge_persons(kept, ove, by=ove, reason="", now=NOW)
    merge(kept, absorbed)
    with pytest.raises(Invalid, match="erased, closed or merged"):
        merge_persons(kept, absorbed, by=ove, reason="", now=NOW)


def test_an_operator_looks_what_would_move_and_merges(client: Client) -> None:
    cache.clear()
    ove = make_operator(password=PASSWORD)
    kept, absorbed = make_person("Kept"), make_person("Absorbed", email="two@example.org")
    make_membership(absorbed)
    client.post("/account/login/", {"login": ove.email, "password": PASSWORD})
    address = f"/people/{kept.pk}/merge/?email=two@example.org"

    page = client.get(address).text
    without_reason = client.post(address, {"reason": ""})
    answer = client.post(address, {"reason": "Same person."})

    assert "Which organisations you belong to" in page
    assert (without_reason.status_code, answer["Location"]) == (422, f"/people/{kept.pk}/")
    assert "people.person.merged" in client.get(f"/people/{kept.pk}/").text
    assert client.get(f"/people/{absorbed.pk}/").status_code == 200
    unknown = client.get(f"/people/{kept.pk}/merge/?email=nobody@example.org")
    assert unknown.status_code == 422


def test_an_operator_finds_people_and_says_what_they_may_do(client: Client) -> None:
    cache.clear()
    ove, ana = make_operator(password=PASSWORD), make_person("Ana Kovač", email="ana@example.org")
    client.post("/account/login/", {"login": ove.email, "password": PASSWORD})

    assert "Ana Kovač" in client.get("/people/?q=kov").text
    assert "Ana Kovač" in client.get("/people/?q=ana@").text
    assert "Nobody found" in client.get("/people/?q=xyz").text
    client.post(f"/people/{ana.pk}/", {"can_author": "on", "reason": "Writes the course."})

    ana.refresh_from_db()
    assert (ana.can_author, ana.is_staff) == (True, False)
    entry = trail.about_person(ana.pk).get()
    assert (entry.what, entry.after) == (
        "people.standing.changed",
        {"can_author": True, "is_staff": False},
    )
    mine = client.post(f"/people/{ove.pk}/", {"reason": "Tired."})
    assert (mine.status_code, "Another operator" in mine.text) == (422, True)


@pytest.mark.parametrize("page", ["", "{pk}/", "{pk}/merge/"])
def test_nobody_else_finds_records_of_people(client: Client, page: str) -> None:
    ana = make_person()
    address = "/people/" + page.format(pk=ana.pk)

    assert client.get(address).status_code == 302
    client.force_login(ana)
    assert client.get(address).status_code == 404


def test_an_operator_with_an_old_session_is_asked_again_before_changing_anything(
    client: Client,
) -> None:
    ana = make_person()
    client.force_login(make_operator())

    answer = client.post(f"/people/{ana.pk}/", {"is_staff": "on", "reason": "x"})

    assert answer["Location"].startswith("/account/confirm/")
    ana.refresh_from_db()
    assert not ana.is_staff
    with pytest.raises(NotAllowed):
        change_standing(ana, can_author=True, is_staff=True, by=ana, reason="", now=NOW)
