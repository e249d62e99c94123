"""Who was in a meeting, as meeting programs write it: reports of Zoom, Microsoft Teams, Webex and
BigBlueButton, and any table with names or addresses and times or durations.

A report may hold several tables, one below the other; the one that tells most exactly who came and
went is read. Columns are known by their headings, in English, French, Swedish and German.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from localturn.academy.domain.attendance import Span
from localturn.academy.standards.meeting_times import Clock, plain, seconds_in
from localturn.foundation.languages import N_

Line = tuple[int, Sequence[str]]

_HEADINGS: Mapping[str, str] = {
    word: column
    for column, words in {
        "name": "name fullname nameoriginalname usernameoriginalname username displayname attendee "
        "attendeename participant participantname nom nomcomplet nomdaffichage namn "
        "fullstandigtnamn visningsnamn vollstandigername anzeigename",
        "first": "firstname prenom fornamn vorname",
        "last": "lastname surname familyname nomdefamille efternamn nachname",
        "email": "email emailaddress useremail attendeeemail mail courriel adresseemail "
        "adresseelectronique adressemail epost epostadress emailadresse",
        "upn": "participantidupn userprincipalname upn",
        "join": "jointime join joined joinedat heuredarrivee arrivee heuredeconnexion "
        "anslutningstid anslot beitrittszeit",
        "leave": "leavetime leave left leftat heurededepart depart heuredesortie lamnade "
        "tidforutgang verlassenum austrittszeit",
        "first join": "firstjoin firstjointime premiereparticipation premiereconnexion "
        "forstaanslutning forstaanslutningen ersterbeitritt",
        "last leave": "lastleave lastleavetime dernieresortie dernierdepart sistautgang "
        "sistalamnade letztesverlassen",
        "duration": "duration durationminutes durationminute totalduration totaldurationminutes "
        "timeinsessionminutes inmeetingduration attendanceduration minutes minutesattended "
        "totaltime online duree dureeminutes dureedelareunion dureeenreunion varaktighet "
        "varaktighetimotet minuter dauer",
        "action": "useraction action",
        "moment": "timestamp time",
        "attended": "attended attendance presence status state narvaro anwesenheit",
        "waiting": "inwaitingroom",
    }.items()
    for word in words.split()
}
_OF_THE_MEETING = {"meetingid", "topic", "participants", "maxconcurrentviews"}
_NO = {"no", "non", "nej", "nein", "false", "0"} | {
    *(
        "absent",
        "absente",
        "wasnotthere",
        "franvarande",
        "abwesend",
        "excused",
        "excuse",
        "ursaktad",
    )
}
_NOTHING = {"-", "–", "n/a", "--"}
_JOINED = ("joined", "ajoutavant", "rejoint", "anslot", "beigetreten")
_LEFT = ("left", "quitte", "lamnade", "verlassen")

UNREADABLE_TIME = N_("“%(text)s” is no time that can be read.")
UNREADABLE_DURATION = N_("“%(text)s” is no duration that can be read.")


@dataclass(frozen=True)
class Attendee:
    """Somebody in a meeting, by whatever is known of them; one who came twice may be here twice."""

    name: str
    email: str
    spans: tuple[Span, ...] = ()
    minutes: int | None = None
    """How long, where the report tells no times; None with no spans: they were there, it is not
    said how long."""


@dataclass(frozen=True)
class Unread:
    """A line that is left out, and why, in a sentence marked with `N_`."""

    line: int
    message: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class MeetingList:
    """Everybody that a report names, in its order."""

    attendees: tuple[Attendee, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class _Table:
    columns: Mapping[str, int]
    rows: list[Line]

    @property
    def worth(self) -> tuple[int, int, int]:
        """How exactly it tells who was there."""
        has = self.columns.keys()
        times = {"join", "leave"} <= has or {"action", "moment"} <= has
        lasts = "duration" in has or {"first join", "last leave"} <= has
        return bool(has & {"name", "first"}), 2 if times else int(lasts), len(self.rows)


def read(lines: Iterable[Line], *, zone: tzinfo, near: datetime | None = None) -> MeetingList:
    """The attendees of a report.

    Times without a zone are those of `zone`; where a day can be read in two ways (3/4/27), it is
    the one nearer to `near`. Empty where no line names columns that are known.
    """
    table = max(_tables(lines), key=lambda each: each.worth, default=None)
    if table is None:
        return MeetingList()
    times = ("join", "leave", "first join", "last leave", "moment")
    clock = Clock.for_texts(
        (
            cells[table.columns[key]]
            for _number, cells in table.rows
            for key in times
            if key in table.columns and table.columns[key] < len(cells)
        ),
        zone=zone,
        near=near,
    )
    return _Reader(table, clock).read()


def _tables(lines: Iterable[Line]) -> Iterator[_Table]:
    table: _Table | None = None
    for number, cells in lines:
        columns = _columns(cells)
        if columns is not None:
            if table is not None:
                yield table
            table = _Table(columns, [])
        elif table is not None:
            if sum(bool(cell.strip()) for cell in cells) == 1 and len(table.columns) > 2:
                yield table  # the title of what comes next
                table = None
            else:
                table.rows.append((number, cells))
    if table is not None:
        yield table


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is where, if this line names columns; the first of a name is taken."""
    words = [plain(cell) for cell in cells]
    found: dict[str, int] = {}
    for index, word in enumerate(words):
        if word in _HEADINGS:
            found.setdefault(_HEADINGS[word], index)
    if "first" in found and "last" not in found and "name" in found:
        found["last"] = found.pop("name")  # a French "Nom" beside "Prénom"
    who = found.keys() & {"name", "first", "email", "upn"}
    if not who or ("name" not in found and _OF_THE_MEETING & set(words)):
        return None
    is_alone = len(found) == 1 and sum(map(bool, words)) == 1
    return found if len(found) > 1 or is_alone else None


class _Reader:
    """Takes the rows of one table apart."""

    def __init__(self, table: _Table, clock: Clock) -> None:
        self.table = table
        self.clock = clock
        self.unread: list[Unread] = []

    def read(self) -> MeetingList:
        has = self.table.columns.keys()
        if {"action", "moment"} <= has:
            found = self._from_events()
        else:
            found = [each for line in self.table.rows if (each := self._attendee(line))]
        return MeetingList(tuple(found), tuple(self.unread))

    def _cell(self, cells: Sequence[str], key: str) -> str:
        index = self.table.columns.get(key)
        text = cells[index] if index is not None and index < len(cells) else ""
        text = text.strip()
        if text.startswith('="') and text.endswith('"'):
            text = text[2:-1].strip()
        return "" if text.casefold() in _NOTHING else text

    def _who(self, cells: Sequence[str]) -> Attendee | None:
        """Name and address; None where the line names nobody, or says that they did not come."""
        if plain(self._cell(cells, "attended")) in _NO or plain(self._cell(cells, "waiting")) in {
            "yes"
        }:
            return None
        name = self._cell(cells, "name")
        if not name:
            name = f"{self._cell(cells, 'first')} {self._cell(cells, 'last')}".strip()
        email = self._cell(cells, "email")
        if "@" not in email:
            email = self._cell(cells, "upn")
        email = email.lower() if "@" in email else ""
        return Attendee(name, email) if name or email else None

    def _attendee(self, line: Line) -> Attendee | None:
        number, cells = line
        who = self._who(cells)
        if who is None:
            return None
        duration = self._cell(cells, "duration")
        seconds = seconds_in(duration) if duration else None
        since, until = self._cell(cells, "join"), self._cell(cells, "leave")
        if not since and not duration:
            since, until = self._cell(cells, "first join"), self._cell(cells, "last leave")
        if since:
            spans = self._spans(number, since, until, seconds)
            return None if spans is None else replace(who, spans=spans)
        if duration and seconds is None:
            self.unread.append(Unread(number, UNREADABLE_DURATION, {"text": duration[:60]}))
            return None
        return replace(who, minutes=None if seconds is None else round(seconds / 60))

    def _spans(
        self, number: int, since: str, until: str, seconds: int | None
    ) -> tuple[Span, ...] | None:
        begins = self.clock.read(since)
        ends = self.clock.read(until) if until else None
        if ends is None and not until and begins is not None and seconds is not None:
            ends = begins + timedelta(seconds=seconds)
        if begins is None or ends is None:
            wrong = since if begins is None else until
            self.unread.append(Unread(number, UNREADABLE_TIME, {"text": wrong[:60]}))
            return None
        return (Span(begins, ends),)

    def _from_events(self) -> list[Attendee]:
        """Comings and goings, a line each; who did not go stayed until the last of them."""
        people: dict[Attendee, list[Span]] = {}
        here: dict[Attendee, datetime] = {}
        last: datetime | None = None
        for number, cells in self.table.rows:
            who, text = self._who(cells), self._cell(cells, "moment")
            if who is None:
                continue
            at = self.clock.read(text)
            if at is None:
                self.unread.append(Unread(number, UNREADABLE_TIME, {"text": text[:60]}))
                continue
            last = max(last or at, at)
            spans = people.setdefault(who, [])
            action = plain(self._cell(cells, "action"))
            if action.startswith(_JOINED):
                here.setdefault(who, at)
            elif action.startswith(_LEFT) and who in here:
                spans.append(Span(here.pop(who), at))
        for who, since in here.items():
            people[who].append(Span(since, last or since))
        return [replace(who, spans=tuple(spans)) for who, spans in people.items()]
