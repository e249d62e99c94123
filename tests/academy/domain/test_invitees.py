from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain import invitees
from localturn.academy.domain.invitees import BadLine, Invitee, Invitees, read_invitees

LANGUAGES = {"en": "en", "English": "en", "fr": "fr", "Français": "fr", "French": "fr"}


def read(text: str) -> Invitees:
    return read_invitees(text, languages=LANGUAGES, language="en")


def test_an_address_a_line_is_enough() -> None:
    found = read("ana@example.org\n\n  Bo@Example.org \n")

    assert found == Invitees(
        (Invitee("ana@example.org", "", "en"), Invitee("bo@example.org", "", "en")), ()
    )


def test_name_and_language_may_stand_in_any_order_between_commas_semicolons_or_tabs() -> None:
    found = read(
        "ana@example.org, Ana Petrovska, fr\nÉlodie Roux;elodie@example.org;Français\n"
        '"Bo Ek"\tbo@example.org\tenglish'
    )

    assert found == Invitees(
        (
            Invitee("ana@example.org", "Ana Petrovska", "fr"),
            Invitee("elodie@example.org", "Élodie Roux", "fr"),
            Invitee("bo@example.org", "Bo Ek", "en"),
        ),
        (),
    )


def test_an_address_is_read_as_mail_programs_write_it() -> None:
    assert read("Ana Petrovska <ana@example.org>, fr").read == (
        Invitee("ana@example.org", "Ana Petrovska", "fr"),
    )


def test_a_first_line_that_names_columns_is_passed_over() -> None:
    assert read("name,email,language\nAna,ana@example.org,fr").read == (
        Invitee("ana@example.org", "Ana", "fr"),
    )


def test_every_bad_line_is_named_with_its_number_and_why() -> None:
    found = read(
        "ana@example.org\nnobody here\nbad@\na@example.org, b@example.org\nANA@example.org\n"
    )

    assert found.bad == (
        BadLine(2, "nobody here", invitees.NO_ADDRESS),
        BadLine(3, "bad@", invitees.BAD_ADDRESS),
        BadLine(4, "a@example.org, b@example.org", invitees.TWO_ADDRESSES),
        BadLine(5, "ANA@example.org", invitees.TWICE),
    )
    assert found.read == (Invitee("ana@example.org", "", "en"),)


@given(st.text())
def test_whatever_is_pasted_every_line_is_read_reported_or_empty(text: str) -> None:
    found = read(text)

    assert len({i.email for i in found.read}) == len(found.read)
    assert all("@" in i.email and i.email == i.email.lower() for i in found.read)
