"""From the ledger to the mail server, so that a crash neither leaves a reader out nor writes twice.

There is one row a reader and issue, made once. Its state is committed before each step that cannot
be taken back, as for the outbox (decisions 7 and 24):

    queued ──claimed──► queued, with a claim ──► handing ──► handed
                        (recipient accepted)     (the text   (the server said 250)
                                                  goes out)

A worker that dies while it holds a claim has sent none of what it holds, but for the one letter
that is "handing": that one is in doubt, and is settled by an editor or by what comes back.
"""

import logging
import smtplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q

from localturn.agenda.actions.halting import MOST_REFUSED, stop_refused
from localturn.agenda.actions.returning import refused_at_the_door
from localturn.agenda.domain.digest import Content
from localturn.agenda.domain.mailing import Standing
from localturn.agenda.models import Delivery, Issue, Snapshot, Stage, State
from localturn.agenda.queries.letters import Press, reachable, reader_of, sender_for
from localturn.agenda.queries.mailing import suppressed_among
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.mail import actions as mail
from localturn.foundation.mail import smtp
from localturn.foundation.mail.smtp import Delayed, RecipientRefused, Refused
from localturn.foundation.tasks import presence

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Letters claimed together; a worker that dies gives back so many at most."""
SLICE = 20.0
"""Seconds after which the other tasks of the worker have their turn."""
HELD = timedelta(minutes=30)
"""After this long a claim is given up, whoever holds it."""
PAUSES = [timedelta(minutes=m) for m in (5, 15, 60, 180, 360, 720, 720)]
REST_AFTER = 5
"""So many letters that one domain puts off in turn, and its others wait as well."""
SENDER_STOPPED = N_("The sender stopped while this letter was handed over.")
UNREACHABLE = N_("The mail server cannot take an address with such letters.")


@dataclass
class Round:
    """One turn of a worker at the letters."""

    worker: str
    ends: float
    issues: dict[int, Issue] = field(default_factory=dict)
    presses: dict[int, Press] = field(default_factory=dict)
    put_off: Counter[str] = field(default_factory=Counter)
    halted: set[int] = field(default_factory=set)
    """Issues of which too many letters were refused in turn."""
    refused: set[int] = field(default_factory=set)
    """Issues of which the last letter may have been refused, in this turn or in one before."""
    never: frozenset[str] = frozenset()
    """Addresses among them that are never written to."""
    server: smtplib.SMTP | None = None
    given: int = 0
    """Letters over this connection."""

    def press(self, issue: Issue) -> Press:
        if issue.pk not in self.presses:
            content = Snapshot.objects.values_list("content", flat=True).get(issue=issue)
            self.presses[issue.pk] = Press(issue, Content.read(content))
        return self.presses[issue.pk]

    def issue(self, pk: int) -> Issue:
        """Read once a turn, not once a letter."""
        if pk not in self.issues:
            self.issues[pk] = Issue.objects.select_related("mailing_list").get(pk=pk)
            self.refused.add(pk)
        return self.issues[pk]

    def connected(self) -> smtplib.SMTP:
        if self.server is None:
            assert settings.SMTP is not None  # noqa: S101 (else letters are kept)
            self.server, self.given = smtp.connect(settings.SMTP), 0
        return self.server

    def rests(self, domain: str) -> bool:
        return self.put_off[domain] >= REST_AFTER

    def is_halted(self, issue: int) -> bool:
        return issue in self.halted

    def hang_up(self) -> None:
        smtp.hang_up(self.server)
        self.server = None

    def drop(self) -> None:
        """End a connection whose server waits for a text that is not coming: it takes nothing."""
        if self.server is not None:
            self.server.close()
            self.server = None


def hand_over(*, seconds: float = SLICE) -> Iterator[datetime]:
    """Hand over every letter whose time has come; gives the times at which to look again."""
    worker = presence.me() or f"here:{uuid4().hex}"
    turn = Round(worker, monotonic() + seconds)
    try:
        while letters := _claim(worker, now=moments.now()):
            turn.never = suppressed_among(
                each.subscriber.email for each in letters if each.subscriber is not None
            )
            try:
                for letter in letters:
                    if monotonic() > turn.ends:
                        yield moments.now()
                        return
                    if not turn.rests(letter.domain) and not turn.is_halted(letter.issue_id):
                        letter.issue = turn.issue(letter.issue_id)
                        _hand(turn, letter)
            except (OSError, smtplib.SMTPException) as error:
                log.warning("The mail server cannot be reached: %s", error)
                yield moments.now() + PAUSES[0]
                return
            finally:
                _let_go(worker)
        yield from _next_times()
    finally:
        turn.hang_up()


def _claim(worker: str, *, now: datetime) -> list[Delivery]:
    """The next letters, held for this worker: no more to a domain than it may have in a minute."""
    due = Delivery.objects.filter(
        state=State.QUEUED, claimed_by="", next_at__lte=now, issue__stage=Stage.SENDING
    )
    if not due.exists():
        return []
    lately = _lately(now=now)
    rows = due.order_by("next_at", "pk")
    if lately:
        full = _full(lately)
        rows = rows.exclude(domain__in=full) if full else rows
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = rows.values_list("pk", "domain", "issue__mailing_list__per_minute")[:AT_ONCE]
        taken = [pk for pk, domain, most in list(found) if _has_room(domain, most, lately)]
        Delivery.objects.filter(pk__in=taken, claimed_by="", state=State.QUEUED).update(
            claimed_by=worker, claimed_at=now, attempts=F("attempts") + 1
        )
    held = Delivery.objects.filter(claimed_by=worker, state=State.QUEUED).order_by("next_at", "pk")
    return list(held.select_related("subscriber"))


def _lately(*, now: datetime) -> dict[str, int]:
    """How many letters each domain was handed in the last minute, or is being handed."""
    minute = Delivery.objects.filter(handed_at__gt=now - timedelta(minutes=1))
    in_hands = Delivery.objects.filter(claimed_by__gt="")
    number = Counter[str]()
    for rows in (minute, in_hands):
        number.update(dict(rows.order_by().values_list("domain").annotate(number=Count("pk"))))
    return number


def _full(lately: dict[str, int]) -> list[str]:
    """Domains that have had all they may have for now, by the strictest list that is being sent."""
    lists = Issue.objects.filter(stage=Stage.SENDING).values_list("mailing_list__per_minute")
    least = min((per_minute for (per_minute,) in lists), default=0)
    return [domain for domain, number in lately.items() if number >= least]


def _has_room(domain: str, most: int, lately: dict[str, int]) -> bool:
    """Whether the domain may have one more; counts it."""
    number = lately.get(domain, 0)
    if number >= most:
        return False
    lately[domain] = number + 1
    return True


def _hand(turn: Round, letter: Delivery) -> None:
    """One letter. Errors of the connection are the caller's, unless they leave it in doubt."""
    try:
        written = _written(turn, letter)
    except Exception as error:
        # A piece that cannot be rendered: a fault of ours, and no other letter's.
        log.exception("Letter %s cannot be written", letter.pk)
        _file(letter, State.FAILED, trouble=smtp.words(error))
        return
    if written is None:
        _file(letter, State.WITHHELD)
        return
    if settings.SMTP is None:
        _keep(turn, letter)
        return
    assert letter.subscriber is not None  # noqa: S101 (nothing is written to nobody)
    recipient = reachable(letter.subscriber.email)
    try:
        try:
            _offer(turn, sender=sender_for(letter.pk), recipient=recipient)
        except (OSError, smtplib.SMTPException) as error:
            if turn.server is not None:  # it was there, and hung up on this letter
                _put_off(turn, letter, error)
            raise
        if not _begin_to_hand(letter):
            turn.drop()
            return
        code, said = _give(turn, letter, written)
        if code == 250:
            turn.put_off.pop(letter.domain, None)
            _accepted(turn, letter)
            _handed(letter)
            return
        _take_back(letter)
        smtp.expect((code, said), {250})
    except Refused as refused:
        _reset(turn)
        _refused(turn, letter, refused)
    except Delayed as delayed:
        _reset(turn)
        _put_off(turn, letter, delayed)


def _refused(turn: Round, letter: Delivery, refused: Refused) -> None:
    """Counted against the reader where their address was refused, and against the issue."""
    now, said = moments.now(), smtp.words(refused)
    _file(letter, State.FAILED, trouble=said)
    if isinstance(refused, RecipientRefused):
        refused_at_the_door(letter, said, now=now)
    turn.refused.add(letter.issue_id)
    rows = Issue.objects.filter(pk=letter.issue_id)
    rows.update(refused=F("refused") + 1)
    if rows.filter(refused__gte=MOST_REFUSED).exists():
        turn.halted.add(letter.issue_id)
        stop_refused(letter.issue, said, now=now)


def _accepted(turn: Round, letter: Delivery) -> None:
    """Counted from nought again; kept with the issue, for a slow server refuses fewer in a turn
    than halt it."""
    if letter.issue_id in turn.refused:
        turn.refused.discard(letter.issue_id)
        Issue.objects.filter(pk=letter.issue_id, refused__gt=0).update(refused=0)


def _written(turn: Round, letter: Delivery) -> bytes | None:
    """The letter; None where its reader has left since, or nothing in it is for them."""
    reader = letter.subscriber
    if reader is None or reader.standing != Standing.SUBSCRIBED or reader.email in turn.never:
        return None
    return turn.press(letter.issue).letter(letter.pk, reader_of(reader))


def _offer(turn: Round, *, sender: str, recipient: str) -> None:
    """Up to where the server waits for the text; once more over a new connection where this one
    has had its share of letters."""
    if not recipient.isascii() and not turn.connected().has_extn("smtputf8"):
        raise Refused(UNREACHABLE)
    used = turn.server is not None and turn.given > 0
    try:
        smtp.offer(turn.connected(), sender=sender, recipient=recipient)
    except smtplib.SMTPServerDisconnected:
        if not used:
            raise
    except Delayed as delayed:
        if not used or not str(delayed).startswith("421"):
            raise
    else:
        return
    turn.hang_up()
    smtp.offer(turn.connected(), sender=sender, recipient=recipient)


def _give(turn: Round, letter: Delivery, written: bytes) -> tuple[int, bytes]:
    turn.given += 1
    try:
        return smtp.give(turn.connected(), written)
    except (OSError, smtplib.SMTPException) as error:
        _file(letter, State.DOUBT, trouble=smtp.words(error))
        raise


def _reset(turn: Round) -> None:
    """The connection is good for the next letter, or it is given up."""
    if turn.server is not None:
        try:
            smtp.expect(turn.server.rset(), {250})
        except (OSError, smtplib.SMTPException, Refused, Delayed):
            turn.hang_up()


def _keep(turn: Round, letter: Delivery) -> None:
    """Where no mail server is set up, letters are read in the outbox."""
    assert letter.subscriber is not None  # noqa: S101 (nothing is written to nobody)
    with transaction.atomic():
        _file(letter, State.HANDED, handed_at=moments.now(), trouble="")
        reader = reader_of(letter.subscriber)
        written = turn.press(letter.issue).plainly(reader.language, reader)
        mail.post_written(
            address=reader.email,
            key=f"agenda/issue/{letter.pk}",
            language=written.language,
            subject=written.subject,
            text=written.text,
            html=written.html,
        )


# These two are asked for every letter, and cost Django five times what the database needs for them.


def _begin_to_hand(letter: Delivery) -> bool:
    """Committed on its own; False where the letter is no longer this worker's to hand over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agenda_delivery SET state = %s WHERE id = %s AND claimed_by = %s",
            [State.HANDING.value, letter.pk, letter.claimed_by],
        )
        held: bool = cursor.rowcount == 1
    if held:
        letter.state = State.HANDING
    return held


def _handed(letter: Delivery) -> None:
    now = connection.ops.adapt_datetimefield_value(moments.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agenda_delivery SET state = %s, claimed_by = '', handed_at = %s, trouble = ''"
            " WHERE id = %s AND claimed_by = %s",
            [State.HANDED.value, now, letter.pk, letter.claimed_by],
        )


def _take_back(letter: Delivery) -> None:
    """The server says that it did not take the text: nothing is in doubt."""
    Delivery.objects.filter(pk=letter.pk, claimed_by=letter.claimed_by).update(state=State.QUEUED)
    letter.state = State.QUEUED


def _file(letter: Delivery, state: State, **fields: object) -> None:
    Delivery.objects.filter(pk=letter.pk, claimed_by=letter.claimed_by).update(
        state=state, claimed_by="", **fields
    )


def _put_off(turn: Round, letter: Delivery, delayed: Exception) -> None:
    """Later, and later still; after the last pause it has failed. A domain that puts off one
    letter after another is left alone for a while."""
    now, trouble = moments.now(), smtp.words(delayed)
    if letter.attempts > len(PAUSES):
        _file(letter, State.FAILED, trouble=trouble)
        return
    next_at = now + PAUSES[letter.attempts - 1]
    _file(letter, State.QUEUED, next_at=next_at, trouble=trouble)
    turn.put_off[letter.domain] += 1
    if turn.rests(letter.domain):
        same = Delivery.objects.filter(state=State.QUEUED, domain=letter.domain)
        same.filter(next_at__lt=next_at).update(next_at=next_at)


def _let_go(worker: str) -> None:
    """What was claimed and not begun waits for the next; its attempt does not count."""
    Delivery.objects.filter(claimed_by=worker, state=State.QUEUED).update(
        claimed_by="", attempts=F("attempts") - 1
    )


def _next_times() -> Iterator[datetime]:
    waiting = Delivery.objects.filter(state=State.QUEUED, issue__stage=Stage.SENDING)
    next_at = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    if next_at is not None:
        yield max(next_at, moments.now() + timedelta(seconds=10))


def give_back(*, now: datetime) -> None:
    """What dead workers held: letters not begun wait again, the one in the hand is in doubt."""
    of_the_dead = ~Q(claimed_by__startswith="here:") & ~Q(claimed_by__in=presence.known())
    held = Delivery.objects.exclude(claimed_by="").filter(
        of_the_dead | Q(claimed_at__lt=now - HELD)
    )
    held.filter(state=State.QUEUED).update(claimed_by="", attempts=F("attempts") - 1)
    held.filter(state=State.HANDING).update(
        state=State.DOUBT, claimed_by="", trouble=SENDER_STOPPED
    )
