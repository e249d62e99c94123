"""Announcements, written for these tests; people and bodies are invented."""

from dataclasses import replace
from datetime import date

from localturn.agenda.domain.dates import find
from localturn.agenda.domain.extraction import Announcement, Doubt, Field, Known, read, split
from localturn.agenda.domain.terms import Kind

PUBLISHED = date(2026, 3, 2)
KNOWN = Known(published=PUBLISHED, language="en", zone="Europe/Oslo")

SEMINAR = """\
14/4 Who gets a desk? School places for children who arrive in May

Lunch seminar of the Harbour Institute

Time: Tuesday 14 April 2026 12.15 – 13.30
Place: Nygårdshallen, Strandgaten 12, Bergen

Why do children who move in spring wait until autumn? Keynote by Prof. Ada Brekkestrand.

Sign up here: https://forms.example.org/desk before 7 April.
"""
NEWSLETTER = (
    SEMINAR
    + """
Gränslandet får årets Brobyggarpris

Gränslandet, en förening i Haparanda, får priset för sitt arbete med språkkaféer. Juryn skriver \
att föreningen har visat hur det kan gå till i vardagen. Publicerad 27 februari 2026.

Kommuner och mottagande – en kunskapsöversikt

Kommuner och mottagande – en kunskapsöversikt

Läs rapporten

Översikten sammanfattar forskningen om hur kommuner tar emot människor som flyttar in.

21/5 « Habiter ensemble : dix ans de colocation »

L'association Les Passerelles vous convie à une rencontre
Le jeudi 21 mai 2026
De 18h30 à 20h
À la Maison du Canal,
12 rue des Écluses 75010 Paris
Les places sont limitées.
"""
)


def _value(found: Announcement, name: Field) -> str:
    return found.value(name)


def test_an_announcement_is_read() -> None:
    found = read(SEMINAR, KNOWN)

    assert found.kind is Kind.EVENT
    assert {name.value: _value(found, name) for name in found.fields} == {
        "title": "Who gets a desk? School places for children who arrive in May",
        "language": "en",
        "venue": "Nygårdshallen, Strandgaten 12, Bergen",
        "city": "NO-bergen",
        "zone": "Europe/Oslo",
        "first_day": "2026-04-14",
        "last_day": "2026-04-14",
        "begins": "12:15",
        "ends": "13:30",
        "deadline": "2026-04-07",
        "speakers": "Ada Brekkestrand",
        "registration_link": "https://forms.example.org/desk",
    }


def test_each_value_is_where_it_says() -> None:
    found = read(SEMINAR, KNOWN)

    def words(name: Field) -> str:
        return SEMINAR[found.fields[name].start : found.fields[name].stop]

    assert words(Field.TITLE).startswith("Who gets a desk?")
    assert words(Field.FIRST_DAY) == "14 April 2026 12.15 – 13.30"
    assert words(Field.CITY) == "Bergen"
    assert words(Field.DEADLINE) == "7 April"
    assert words(Field.VENUE) == "Nygårdshallen, Strandgaten 12, Bergen"


def test_a_newsletter_is_split_and_each_item_read_in_its_language() -> None:
    spans = split(NEWSLETTER, language="en", published=PUBLISHED)
    items = [read(NEWSLETTER[start:stop], KNOWN) for start, stop in spans]

    assert [(each.kind, _value(each, Field.LANGUAGE)) for each in items] == [
        (Kind.EVENT, "en"),
        (Kind.AWARD, "sv"),
        (Kind.REPORT, "sv"),
        (Kind.EVENT, "fr"),
    ]
    last = items[-1]
    assert _value(last, Field.FIRST_DAY) == "2026-05-21"
    assert (_value(last, Field.BEGINS), _value(last, Field.ENDS)) == ("18:30", "20:00")
    assert (_value(last, Field.CITY), _value(last, Field.ZONE)) == ("FR-paris", "Europe/Paris")


def test_a_split_loses_no_letter() -> None:
    spans = split(NEWSLETTER, language="en", published=PUBLISHED)

    assert "".join(NEWSLETTER[start:stop] for start, stop in spans) == NEWSLETTER


def test_a_title_that_contradicts_the_text_is_doubted() -> None:
    found = read("14/4 A talk\n\nWe meet on 15 April 2026 at 10:00 in Oslo.", KNOWN)

    assert Doubt.TITLE_AND_TEXT in found.doubts


def test_hours_beside_the_day_that_contradicts_the_title_are_taken_and_are_less_sure() -> None:
    text = "14/4 A talk\n\nWe meet on 15 April 2026, 10:00-11:30, in Oslo."

    found = read(text, KNOWN)

    assert [found.value(each) for each in (Field.FIRST_DAY, Field.BEGINS, Field.ENDS)] == [
        "2026-04-14",
        "10:00",
        "11:30",
    ]
    begins = found.fields[Field.BEGINS]
    assert text[begins.start : begins.stop] == "15 April 2026, 10:00-11:30"
    assert begins.confidence < 0.5 < found.fields[Field.FIRST_DAY].confidence
    assert found.doubts == (Doubt.TITLE_AND_TEXT, Doubt.NO_YEAR)


def test_of_days_with_different_hours_none_lends_the_title_s_day_its_own() -> None:
    found = read("14/4 A talk\n\nOn 15 April 2026 at 10:00, on 16 April 2026 at 12:00.", KNOWN)

    assert Field.BEGINS not in found.fields
    assert Doubt.TITLE_AND_TEXT in found.doubts


def test_a_day_that_has_hours_of_its_own_takes_no_other_day_s() -> None:
    own = read("14/4, 9:00 A talk\n\nWe meet on 15 April 2026 at 10:00 in Oslo.", KNOWN)
    line = read("14/4 A talk\n\nTime: 9:00\n\nNot on 15 April 2026 at 10:00, in Oslo.", KNOWN)
    same = read("14/4 A talk\n\nOn 14 April in Oslo. Next talk: 15 April 2026, 10:00.", KNOWN)

    assert [_value(each, Field.BEGINS) for each in (own, line, same)] == ["09:00", "09:00", ""]


def test_a_title_of_one_day_takes_the_beginning_alone_from_several() -> None:
    found = read("14/4 A course\n\nFrom 15 April 2026 10:00 to 16 April 2026 16:00, Oslo.", KNOWN)

    assert (_value(found, Field.BEGINS), _value(found, Field.ENDS)) == ("10:00", "")


def test_lent_hours_are_on_the_clocks_that_are_written_beside_them() -> None:
    known = replace(KNOWN, zone="")
    text = "14/4 A webinar\n\nJoin on 15 April 2026 at 10:00 CEST, on Zoom."

    found = read(text, known)

    zone = found.fields[Field.ZONE]
    assert zone.value == "Europe/Brussels"
    assert text[zone.start : zone.stop] == "15 April 2026 at 10:00 CEST"
    assert zone.confidence == found.fields[Field.BEGINS].confidence < 0.5
    assert Doubt.NO_ZONE not in found.doubts


def test_a_year_in_the_text_is_the_titles_year() -> None:
    found = read("14/4 A talk\n\nWe meet on 14 April 2025 at 10:00 in Oslo.", KNOWN)

    assert _value(found, Field.FIRST_DAY) == "2025-04-14"
    assert found.doubts == (Doubt.PAST,)


def test_winter_time_in_summer_is_doubted() -> None:
    found = read("A talk\n\nWe meet in Stockholm on 15 July 2026 at 10:00 CET.", KNOWN)

    assert found.doubts == (Doubt.ZONE,)
    assert read("A talk\n\nIn Stockholm on 15 July 2026, 10:00 CEST.", KNOWN).doubts == ()


def test_hours_of_an_event_online_are_on_the_clocks_that_are_written() -> None:
    known = Known(published=date(2026, 2, 1), language="en")
    said = {
        zone: read(f"Webinar on housing\n\n14 April 2026, 10:00-12:00{zone}, via Zoom.", known)
        for zone in (" CEST", " CET", " UTC+2", " EET", "")
    }

    assert {zone: each.value(Field.ZONE) for zone, each in said.items()} == {
        " CEST": "Europe/Brussels",
        " CET": "Europe/Brussels",
        " UTC+2": "",
        " EET": "Europe/Helsinki",
        "": "",
    }
    doubted = [zone for zone, each in said.items() if Doubt.NO_ZONE in each.doubts]
    assert doubted == [" UTC+2", ""]
    assert Doubt.ZONE in said[" CET"].doubts  # winter time in summer
    assert read("Webinar on 14 April 2026, via Zoom.", known).doubts == ()
    assert Doubt.NO_ZONE not in read(said[""].text, replace(known, zone="Europe/Oslo")).doubts


def test_an_event_online_has_no_city() -> None:
    found = read(
        "Online seminar: New neighbours\n\nDate: 5 May 2026, 10–12 am\n"
        "https://example.zoom.us/j/123\nOur board comes from Bergen and Oslo.",
        KNOWN,
    )

    assert _value(found, Field.CITY) == ""
    assert _value(found, Field.ONLINE_LINK) == "https://example.zoom.us/j/123"


def test_a_programme_has_its_days() -> None:
    text = (
        "Forum\n\n4–5 May 2026, Oslo\n\nMonday, 4 May:\n10.00-10.30: Coffee\n"
        "10.30–12: Opening\nwith everybody\n\nTuesday, 5 May:\n9.15-10.00: Walk\n"
    )
    sessions = read(text, KNOWN).sessions

    assert [(each.day, each.title) for each in sessions] == [
        (date(2026, 5, 4), "Coffee"),
        (date(2026, 5, 4), "Opening with everybody"),
        (date(2026, 5, 5), "Walk"),
    ]


def test_a_call_has_a_deadline_and_no_day() -> None:
    found = read("Call for papers: Small towns\n\nSend abstracts by 1 June 2026.", KNOWN)

    assert (found.kind, _value(found, Field.DEADLINE)) == (Kind.CALL, "2026-06-01")
    assert _value(found, Field.FIRST_DAY) == ""


def test_an_organiser_of_the_register_is_named_as_there() -> None:
    known = Known(
        published=PUBLISHED, organisers={"welcoming towns": "Welcoming Towns"}, language="en"
    )
    found = read("Forum\n\nThe forum is organised by welcoming towns on 5 May 2026.", known)

    assert _value(found, Field.ORGANISER) == "Welcoming Towns"
    assert found.fields[Field.ORGANISER].method == "register"


def test_an_endless_text_is_read_up_to_a_bound() -> None:
    read("10.00-11.00: a\n" * 100_000, KNOWN)
    assert find("x" * 1_000_000, language="en", published=PUBLISHED) == []


def test_a_language_is_told_by_its_small_words() -> None:
    known = Known(published=PUBLISHED, language="en-GB")
    norwegian = (
        "Et seminar\n\nVi møtes på biblioteket og snakker om å bo i en ny by, og hva det er."
    )

    assert read(norwegian, known).value(Field.LANGUAGE) == "nb"
    assert read("Seminar\n\nSoon.", Known(PUBLISHED, "sv")).value(Field.LANGUAGE) == "sv"
