"""Finding the dates of a text."""

from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, time, timedelta

from localturn.agenda.domain.dates.hours import DASHES, Hours, HoursReader
from localturn.agenda.domain.dates.points import How, Point, PointReader
from localturn.agenda.domain.dates.roles import role_of
from localturn.agenda.domain.dates.tokens import Kind, Token, tokens
from localturn.agenda.domain.dates.values import Flag, Role, Written
from localturn.agenda.domain.dates.words import Words, words_of

GRACE = timedelta(days=14)
"""A date without a year is the first one not longer than this before the day of publication."""
MOST = 400
"""Dates of one text."""
_LONGEST = 200_000
_FAR = 5
_BEGIN = frozenset({Kind.NUMBER, Kind.ISO})


@dataclass(frozen=True)
class _Days:
    """One or two days that were read, with the days of the week that stood beside them."""

    first: Point
    last: Point
    weekday: int | None
    last_weekday: int | None
    listed: bool
    """Joined by "and" or commas, not by a dash."""
    begin: int
    upto: int
    hours: Hours | None = None


def find(text: str, *, language: str, published: date) -> list[Written]:
    """Every date of a text, in the order in which they stand."""
    text = text[:_LONGEST]
    reader = _Reader(text, words_of(language))
    found: list[Written] = []
    at = 0
    months = reader.words.months
    while at < len(reader.tokens) and len(found) < MOST:
        token = reader.tokens[at]
        if token.kind not in _BEGIN and token.text not in months:
            at += 1
            continue
        days = reader.days(at)
        if days is None:
            at += 1
            continue
        since = reader.index_after(found[-1].stop) if found else 0
        written = reader.written(days, published, since)
        if written is not None:
            found.append(written)
        at = max(days.upto, at + 1)
        if written is not None:
            at = max(at, reader.index_after(written.stop))
    return found


class _Reader:
    def __init__(self, text: str, words: Words) -> None:
        self.text, self.words = text, words
        self.tokens: list[Token] = tokens(text)
        self.points = PointReader(self.tokens, words)
        self.hours = HoursReader(text, self.tokens, words)

    def index_after(self, position: int) -> int:
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].start < position:
                low = middle + 1
            else:
                high = middle
        return low

    def days(self, at: int) -> _Days | None:
        """A day, or from one to another, that begins with a token."""
        first = self.points.at(at)
        if first is None:
            return None
        weekday = self._weekday_before(at)
        if first.month is None:
            return self._listed(at, first, weekday)
        if (span := self._on_to(first, at, weekday)) is not None:
            return span
        if first.loose and not self._may_be_loose(at, first):
            return None
        return self._over_hours(_Days(first, first, weekday, None, False, at, first.upto))

    def _listed(self, at: int, first: Point, weekday: int | None) -> _Days | None:
        """Days of which only the last one says its month: "16-17/11", "3, 4 och 5 juni"."""
        bare, last, listed, last_weekday = [first], first, False, None
        while last.month is None and len(bare) < 12:
            joined = self._joint(last.upto)
            if joined is None:
                return None
            upto, by_words, last_weekday = joined
            following = self.points.at(upto)
            if following is None or following.how in {How.ISO, How.MONTH_FIRST}:
                return None
            listed, last = listed or by_words, following
            bare.append(following)
        days = [each.day for each in bare]
        if days != sorted(set(days)):
            return None
        is_gapless = not listed or days == list(range(days[0], days[0] + len(days)))
        begun = replace(first, month=last.month, year=last.year, how=last.how, swapped=last.swapped)
        return _Days(begun, last, weekday, last_weekday, not is_gapless, at, last.upto)

    def _on_to(self, first: Point, at: int, weekday: int | None) -> _Days | None:
        """A day with its month, and a second day that is joined to it."""
        joined = self._joint(first.upto)
        if joined is None:
            return None
        upto, by_words, last_weekday = joined
        last = self.points.at(upto)
        if last is None:
            return None
        if last.month is None:
            if first.how is not How.MONTH_FIRST or first.year is not None or last.day <= first.day:
                return None
            last = self.points.year_after(replace(last, month=first.month))
        if last.loose and not first.loose:
            return None
        if by_words and last.how is not first.how:
            return None
        return _Days(first, last, weekday, last_weekday, by_words, at, last.upto)

    def _over_hours(self, days: _Days) -> _Days:
        """ "16 November, 10:00 to 17 November, 15:00": a second day after the first one's hour."""
        hours = self.hours.after(days.upto)
        if hours is None or hours.ends is not None or hours.until:
            return days
        joined = self._joint(hours.upto)
        if joined is None or joined[1]:
            return days
        last = self.points.at(joined[0])
        if last is None or last.month is None or last.loose:
            return days
        until = self.hours.after(last.upto)
        if until is None or until.ends is not None:
            return days
        whole = replace(
            until, begins=hours.begins, ends=until.begins, zone=until.zone or hours.zone
        )
        return replace(days, last=last, last_weekday=joined[2], upto=until.upto, hours=whole)

    def _joint(self, at: int) -> tuple[int, bool, int | None] | None:
        """What leads from one day to the next: the token after it, whether it only says "and",
        and a day of the week that stands before the next."""
        begin, words, by_words = at, self.words, True
        weekday = None
        while at < min(begin + 6, len(self.tokens)):
            token = self.tokens[at]
            if (
                token.text in DASHES
                or token.text == "/"
                or (token.kind is Kind.WORD and token.text in words.through)
            ):
                by_words = False
            elif at > begin and token.kind is Kind.WORD and self._as_weekday(token) is not None:
                weekday = self._as_weekday(token)
            elif (
                (token.kind is Kind.WORD and token.text in words.both)
                or token.text in {",", "&"}
                or (at > begin and (token.text in words.filling or token.text in {"'", "’", "."}))
            ):
                pass
            else:
                break
            at += 1
        return None if at == begin else (at, by_words, weekday)

    def _may_be_loose(self, at: int, point: Point) -> bool:
        """Whether "12/10" may be a date: at the head of a line, after a word that dates follow, or
        before an hour."""
        before = self.tokens[at - 1] if at else None
        if before is None or before.kind is Kind.LINE:
            return True
        if before.kind is Kind.WORD and (
            before.text in self.words.filling or self._as_weekday(before) is not None
        ):
            return True
        if before.text in {":", "(", "[", "–"}:
            return True
        hours = self.hours.after(point.upto)
        return hours is not None

    def _as_weekday(self, token: Token) -> int | None:
        if token.text in self.words.weekdays:
            return self.words.weekdays[token.text]
        return self.words.short_weekdays.get(token.text)

    def _head(self, days: _Days, first: date) -> int:
        """Where a date begins with its day of the week, if that is right: a Dutch "do" is no
        Bosnian one."""
        at = days.begin
        for here in range(at - 1, max(-1, at - 5), -1):
            token = self.tokens[here]
            if token.kind is Kind.WORD and self._as_weekday(token) == first.weekday():
                return token.start
            if token.kind is Kind.WORD and token.text not in self.words.filling:
                break
        return self.tokens[at].start

    def _weekday_before(self, at: int) -> int | None:
        for here in range(at - 1, max(-1, at - 5), -1):
            token = self.tokens[here]
            if token.kind is Kind.WORD:
                if (weekday := self._as_weekday(token)) is not None:
                    return weekday
                if token.text not in self.words.filling:
                    return None
            elif token.text not in {",", ".", "(", ":"}:
                return None
        return None

    def written(self, days: _Days, published: date, since: int) -> Written | None:
        """The days with their hours, and what is doubtful about them; None where the calendar has
        no such day."""
        ended = _dated(days, published)
        if ended is None:
            return None
        first, last, inferred = ended
        hours = days.hours or self.hours.after(days.upto)
        start = self.tokens[days.begin].start
        stop = self.tokens[days.upto - 1].stop
        iso = self.tokens[days.begin] if days.first.how is How.ISO else None
        if iso is not None and len(iso.text) > 10:
            hours = _of_iso(iso, days.upto)
        if hours is not None:
            stop = max(stop, hours.stop)
        elif (earlier := self.hours.before(days.begin)) and earlier[1] >= since:
            hours, begin = earlier
            start = self.tokens[begin].start
        flags = _flags(days, first, last, inferred, published)
        role = role_of(self.text, min(start, self._head(days, first)), stop)
        if hours is not None and hours.until and role is not Role.DEADLINE:
            hours = None
        ends = hours.ends if hours else None
        begins = hours.begins if hours else None
        if role is Role.EVENT and first == last and begins and ends and ends < begins:
            flags |= {Flag.BACKWARDS}
        return Written(
            first=first,
            last=last,
            begins=begins,
            ends=ends,
            role=role,
            zone=hours.zone if hours else "",
            start=start,
            stop=stop,
            confidence=_confidence(days, flags),
            flags=flags,
        )


def _of_iso(token: Token, upto: int) -> Hours:
    at = datetime.fromisoformat(token.text.replace(" ", "T"))
    offset = at.tzinfo.tzname(at) if at.tzinfo else ""
    return Hours(time(at.hour, at.minute), None, offset or "", token.stop, upto)


def _dated(days: _Days, published: date) -> tuple[date, date, bool] | None:
    """The first and the last day, and whether their year is inferred."""
    first, last = days.first, days.last
    year = first.year
    if year is None and last.year is not None:
        later = (first.month or 0, first.day) > (last.month or 0, last.day)
        year = last.year - 1 if later else last.year
    inferred = year is None
    begun = _first_from(first, published - GRACE) if year is None else _day(year, first)
    if begun is None:
        return None
    if last.year is not None:
        ended = _day(last.year, last)
    else:
        earlier = (last.month or 0, last.day) < (first.month or 0, first.day)
        ended = _day(begun.year + earlier, last)
    return None if ended is None else (begun, ended, inferred)


def _day(year: int, point: Point) -> date | None:
    try:
        return date(year, point.month or 1, point.day)
    except ValueError:
        return None


def _first_from(point: Point, earliest: date) -> date | None:
    """The first day of this name from a day on; 29 February may be up to eight years away."""
    for year in range(earliest.year, min(earliest.year + 9, MAXYEAR)):
        found = _day(year, point)
        if found is not None and found >= earliest:
            return found
    return None


def _flags(
    days: _Days, first: date, last: date, inferred: bool, published: date
) -> frozenset[Flag]:
    wrong = days.weekday is not None and first.weekday() != days.weekday
    wrong_last = days.last_weekday is not None and last.weekday() != days.last_weekday
    apart = days.listed and (last - first).days > 1
    signs = {
        Flag.WEEKDAY: wrong or wrong_last,
        Flag.NO_YEAR: inferred,
        Flag.MONTH_FIRST: days.first.swapped or days.last.swapped,
        Flag.SEPARATE_DAYS: apart,
        Flag.BACKWARDS: last < first,
        Flag.FAR_OFF: abs(first.year - published.year) > _FAR,
    }
    return frozenset(flag for flag, is_so in signs.items() if is_so)


def _confidence(days: _Days, flags: frozenset[Flag]) -> float:
    """How likely it is that the date is read right; a rough order, learnt from nothing."""
    if flags & {Flag.WEEKDAY, Flag.BACKWARDS, Flag.FAR_OFF, Flag.MONTH_FIRST}:
        return 0.3
    sure = 0.98 if days.weekday is not None or days.first.how is How.ISO else 0.95
    if Flag.NO_YEAR in flags:
        sure -= 0.15 if days.first.how is not How.FIGURES else 0.25
    return round(sure - (0.2 if Flag.SEPARATE_DAYS in flags else 0), 2)
