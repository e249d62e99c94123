"""No table with a person in it is forgotten; a copy holds everything; erasing leaves nobody."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import LazySettings
from django.core import mail
from django.db import models, transaction
from django.test import Client

from localturn.foundation import moments, personal_data
from localturn.foundation.files.models import StoredFile
from localturn.foundation.mail import actions as post
from localturn.foundation.mail.models import Message
from localturn.foundation.people import ledger
from localturn.foundation.people.actions import consents, copies, retention
from localturn.foundation.people.actions.erasure import erase_person, note_erasures
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.models import Consent, DataCopy, Membership, Person, Session
from localturn.foundation.people.notice import VERSION
from localturn.foundation.people.queries.personal_data import declarations
from localturn.foundation.personal_data import OnErasure, Table, Wishes
from localturn.foundation.refusals import NotAllowed, NotNow
from localturn.foundation.trail import actions as trail
from localturn.foundation.trail.models import Entry
from makers.people import make_membership, make_operator, make_person

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)

SOUNDS_PERSONAL = re.compile(
    r"(^|_)(e?mail|address|ip|name|token|recipient|user_agent|phone|birth|session_data)(_|$)"
)


def declared() -> dict[str, Table]:
    return {
        table.model_class._meta.label: table
        for declaration in declarations()
        for table in declaration.tables
    }


def leads_to_person(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.get_fields()
        if field.related_model is Person and not field.auto_created
    }


def sounds_personal(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.is_relation
        and (
            SOUNDS_PERSONAL.search(field.name)
            or isinstance(field, models.EmailField | models.GenericIPAddressField)
        )
    }


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_no_table_with_a_person_in_it_is_forgotten(model: type[models.Model]) -> None:
    table = declared().get(model._meta.label, Table(model._meta.label, ""))

    assert leads_to_person(model) == set(table.persons), "name these in `persons`"
    missing = sounds_personal(model) - {*table.personal, *table.impersonal, *table.secret}
    assert missing == set(), "say in `personal` or `impersonal` what these are"


def test_every_declaration_names_what_there_is() -> None:
    for table in declared().values():
        names = {field.name for field in table.model_class._meta.get_fields()}
        for name in (*table.persons, *table.personal, *table.impersonal, *table.secret):
            assert name in names, f"{table.model}: {name}"
        for name in table.persons if table.on_erasure is OnErasure.FORGET else ():
            assert table.model_class._meta.get_field(name).null, f"{table.model}: {name}"
        if table.persons or table.through:
            assert str(personal_data.rows_of(table, Person(pk=0)).query)


def test_what_is_kept_has_a_reason() -> None:
    with pytest.raises(ValueError, match="say why"):
        Table("people.Person", "x", on_erasure=OnErasure.KEEP)


def make_full_person() -> Person:
    """Somebody of whom every app of the foundation holds something."""
    person = make_person("Ana Kovač", email="ana@example.org", password="secret secret")
    make_membership(person)
    consents.agree(person, to="privacy-notice", version=VERSION, by=person, now=NOW)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    trail.record(what="people.membership.begun", by=person, about=[person], now=NOW)
    post.post(to=person, template="mail/none", key="one")
    return person


def packed(person: Person) -> dict[str, str]:
    archive = io.BytesIO()
    copies.write_copy(person, archive)
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@pytest.mark.django_db
def test_a_copy_holds_everything_and_no_secret() -> None:
    person = make_full_person()

    files = packed(person)

    assert {
        "README.txt",
        "people/person.json",
        "people/membership.json",
        "people/consent.json",
        "account/emailaddress.json",
        "mfa/authenticator.json",
        "mail/message.json",
        "trail/entry.json",
        "trail/about.json",
    } <= set(files)
    assert json.loads(files["people/person.json"])[0]["name"] == "Ana Kovač"
    everything = "".join(files.values())
    for secret in (person.password, person.calendar_token, "JBSWY3DPEHPK3PXP"):
        assert secret not in everything


@pytest.mark.django_db
def test_a_copy_holds_nothing_of_others() -> None:
    make_full_person()
    other = make_person("Boris", email="boris@example.org")

    assert "ana@example.org" not in "".join(packed(other).values())


@pytest.mark.django_db
def test_erasing_leaves_nothing_of_the_person_in_any_table() -> None:
    person = make_full_person()
    client = Client()
    client.force_login(person)

    erase_person(person, wishes=Wishes(), by=person, now=NOW)

    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model is not Message  # the last letter is on its way to the old address
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for value in model._base_manager.values_list(field.name, flat=True)
        if "ana@example.org" in str(value) or "Ana Kovač" in str(value)
    ]
    assert found == []
    person.refresh_from_db()
    assert (str(person), person.is_active, person.has_usable_password()) == (
        "Former participant",
        False,
        False,
    )
    assert Session.objects.count() == Membership.objects.count() == Consent.objects.count() == 0
    assert not Message.objects.filter(person=person).exists()
    assert mail.outbox[-1].to == ["ana@example.org"]
    assert client.get("/account/profile/").status_code == 302


@pytest.mark.django_db
def test_the_trail_keeps_the_fact() -> None:
    person = make_full_person()

    erase_person(person, wishes=Wishes(remove_texts=True), by=person, now=NOW)

    assert list(Entry.objects.order_by("pk").values_list("what", "by", "about__person")) == [
        ("people.membership.begun", None, None),
        ("people.person.erased", None, None),
    ]
    assert Entry.objects.latest("pk").after == {"texts_removed": True, "certificates_kept": True}


@pytest.mark.django_db
def test_who_is_erased_can_make_a_new_account_with_the_same_address(client: Client) -> None:
    person = make_full_person()
    erase_person(person, wishes=Wishes(), by=person, now=NOW)

    client.post("/account/signup/", {"email": "ana@example.org"})

    assert EmailAddress.objects.get(email="ana@example.org").user != person


@pytest.mark.django_db
def test_nobody_erases_somebody_else_but_an_operator_who_must() -> None:
    person = make_person()

    with pytest.raises(NotAllowed):
        erase_person(person, wishes=Wishes(), by=make_person(), now=NOW)
    erase_person(person, wishes=Wishes(), by=make_operator(), now=NOW)
    with pytest.raises(NotNow, match="empty already"):
        erase_person(person, wishes=Wishes(), by=make_operator(), now=NOW)


@pytest.mark.django_db
def test_a_merged_record_is_noted_with_the_one_it_went_into(
    settings: LazySettings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HOME = tmp_path
    kept, absorbed, wishes = make_person(), make_person(), Wishes(remove_texts=True)
    keys = sorted([kept.key, absorbed.key])
    merge_persons(kept, absorbed, by=make_operator(), reason="Same.", now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(kept, wishes=wishes, by=kept, now=NOW)
    at_once = ledger.noted()
    for path in (tmp_path / "erasures").iterdir():
        path.unlink()
    note_erasures.call()

    assert sorted(each.key for each in at_once) == keys
    assert {(each.at, each.wishes) for each in at_once} == {(NOW, wishes)}
    assert set(ledger.noted()) == set(at_once)


@pytest.mark.django_db
def test_an_erasure_that_cannot_be_noted_keeps_nothing_after_it_back(
    settings: LazySettings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HOME = tmp_path / "a file"
    settings.HOME.write_text("")
    person, after = make_person(), []

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person, wishes=Wishes(), by=person, now=NOW)
        transaction.on_commit(lambda: after.append("done"))
    settings.HOME = tmp_path
    note_erasures.call()

    assert after == ["done"]
    assert [each.key for each in ledger.noted()] == [person.key]


@pytest.mark.django_db
def test_a_record_keeps_its_key_when_it_is_emptied_and_nobody_else_has_it() -> None:
    person = make_person()
    key = person.key

    erase_person(person, wishes=Wishes(), by=person, now=NOW)

    person.refresh_from_db()
    assert person.key == key
    assert make_person().key != key


@pytest.mark.django_db
def test_the_only_operator_stays_until_there_is_another() -> None:
    ove = make_operator()

    with pytest.raises(NotNow, match="only operator"):
        erase_person(ove, wishes=Wishes(), by=ove, now=NOW)
    make_operator()
    erase_person(ove, wishes=Wishes(), by=ove, now=NOW)


def confirm(client: Client, address: str) -> None:
    """Go through the code from the mail that stands before an address."""
    answer = client.get(address)
    assert answer["Location"].startswith("/account/confirm/")
    client.post(answer["Location"])
    code = re.search(r"\d{8}", str(mail.outbox[-1].body))
    assert code
    client.post(answer["Location"], {"code": code.group()})


@pytest.mark.django_db
def test_a_person_leaves_on_the_page_after_a_code_from_their_mail(client: Client) -> None:
    person = make_full_person()
    Authenticator.objects.all().delete()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    confirm(client, "/account/data/erase/")

    page = client.get("/account/data/erase/").text
    unsure = client.post("/account/data/erase/", {"keep_certificates": "yes"})
    answer = client.post(
        "/account/data/erase/", {"keep_certificates": "no", "remove_texts": "yes", "sure": "on"}
    )

    assert "Which organisations you belong to" in page
    assert "Work that you handed in" in page
    assert "Nothing:" not in page
    assert (unsure.status_code, answer["Location"]) == (422, "/account/data/erased/")
    assert client.get("/account/data/erased/").status_code == 200
    person.refresh_from_db()
    assert person.erased_at is not None
    assert Entry.objects.latest("pk").after == {"texts_removed": True, "certificates_kept": False}


@pytest.mark.django_db
def test_a_copy_is_asked_for_made_downloaded_and_gone_after_a_week(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    confirm(client, "/account/data/erase/")
    client.post("/account/data/copies/ask/")
    copy = DataCopy.objects.get()
    copies.make_copy.call(copy.pk)
    copies.make_copy.call(copy.pk)
    address = f"/account/data/copies/{copy.pk}/"

    assert address in client.get("/account/data/").text
    answer = client.get(address)
    archive = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert "people/person.json" in zipfile.ZipFile(archive).namelist()
    assert 'filename="local-turn.zip"' in answer["Content-Disposition"]
    assert mail.outbox[-1].subject == "The copy of your data is ready"

    stranger = Client()
    stranger.force_login(make_person())
    confirm(stranger, "/account/data/erase/")
    assert stranger.get(address).status_code == 404
    with moments.travelled(timedelta(days=7, minutes=1)):
        assert client.get(address).status_code == 404
        copies.remove_expired_copies.call()
    assert StoredFile.objects.count() == DataCopy.objects.count() == 0


@pytest.mark.django_db
def test_one_copy_is_made_at_a_time() -> None:
    person = make_person()
    copies.ask_for_copy(person, by=person, now=NOW)

    with pytest.raises(NotNow, match="being made"):
        copies.ask_for_copy(person, by=person, now=NOW)


@pytest.mark.django_db
def test_consent_is_kept_with_its_version_and_can_be_taken_back() -> None:
    person = make_person()
    for _ in range(2):
        consents.agree(person, to="academy.named-in-list", version="1", by=person, now=NOW)
    consents.withdraw(person, to="academy.named-in-list", by=person, now=NOW + timedelta(days=1))
    consents.agree(person, to="academy.named-in-list", version="2", by=person, now=NOW)

    kept = Consent.objects.order_by("pk").values_list("version", "withdrawn_at")
    assert list(kept) == [("1", NOW + timedelta(days=1)), ("2", None)]


@pytest.mark.django_db
def test_the_first_sign_in_keeps_which_notice_was_shown(client: Client) -> None:
    person = make_person(welcomed_at=None)
    client.force_login(person)

    client.post("/account/welcome/", {"name": "A", "language": "en", "zone": "UTC"})

    consent = Consent.objects.get()
    assert (consent.person, consent.to, consent.version) == (person, "privacy-notice", VERSION)


@pytest.mark.django_db
def test_an_account_that_nobody_confirmed_goes_after_a_month(client: Client) -> None:
    client.post("/account/signup/", {"email": "mistyped@example.org"})
    invited = make_person(joined_at=NOW - timedelta(days=400))

    retention.forget_unconfirmed.call()
    assert Person.objects.count() == 2
    with moments.travelled(timedelta(days=31)):
        retention.forget_unconfirmed.call()

    assert list(Person.objects.all()) == [invited]


@pytest.mark.django_db
def test_the_privacy_notice_says_what_is_kept_and_for_how_long(client: Client) -> None:
    page = client.get("/privacy/").text

    assert f"Version of {VERSION}" in page
    assert "Which organisations you belong to" in page
    assert "7 days" in page
