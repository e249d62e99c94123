"""Composing an issue: begun by rules, put in order and written around by an editor, frozen."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.domain.digest import Content, Item, Key, Rules, Words, composed, moved
from localturn.agenda.domain.mailing import Rhythm
from localturn.agenda.models import Issue, MailingList, Snapshot, Stage
from localturn.agenda.queries.letters import Press
from localturn.agenda.queries.offering import chosen_items, offered, offered_one
from localturn.foundation.mail import actions as mail
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record
from localturn.foundation.ui.times import day_text

LONGEST_DAYS = 400


@transaction.atomic
def begin(
    mailing_list: MailingList,
    *,
    rhythm: Rhythm,
    since: date,
    until: date,
    rules: Rules,
    by: Person,
    now: datetime,
) -> Issue:
    """A draft with what the rules find."""
    require(permissions.can_keep(by, mailing_list, now=now))
    _require_days(since, until)
    issue = Issue(
        mailing_list=mailing_list,
        rhythm=rhythm.value,
        since=since,
        until=until,
        rules=rules.written(),
        words={
            each: asdict(_first_words(mailing_list, since, until, each))
            for each in mailing_list.languages
        },
        made_at=now,
        made_by=by,
    )
    issue.chosen = composed(offered(issue, rules), rules, chosen=(), left_out=())
    issue.save()
    return issue


def _first_words(mailing_list: MailingList, since: date, until: date, language: str) -> Words:
    with translation.override(language):
        days = {"begin": day_text(since), "end": day_text(until)}
        return Words(f"{mailing_list.name}: {_('%(begin)s to %(end)s') % days}")


def _require_days(since: date, until: date) -> None:
    if until < since:
        raise Invalid(_("The last day is before the first."))
    if (until - since).days > LONGEST_DAYS:
        raise Invalid(_("An issue tells of a year at most."))


@transaction.atomic
def compose_again(
    issue: Issue,
    *,
    rhythm: Rhythm,
    since: date,
    until: date,
    rules: Rules,
    by: Person,
    now: datetime,
) -> None:
    """Other days or rules: what an editor has placed stays while it is offered."""
    row = _draft(issue, by=by, now=now)
    _require_days(since, until)
    row.rhythm, row.since, row.until, row.rules = rhythm.value, since, until, rules.written()
    found = {item.key: item for item in offered(row, rules) if rules.find(item)}
    for key in row.chosen:  # what was placed may be behind the last that is looked at
        if key not in found and (item := offered_one(row, key)) and rules.find(item):
            found[key] = item
    row.chosen = composed([*found.values()], rules, chosen=row.chosen, left_out=row.left_out)
    _save(row)


@transaction.atomic
def place(issue: Issue, key: str, *, to: int, by: Person, now: datetime) -> None:
    """Move an item to another place, counted from 0."""
    row = _draft(issue, by=by, now=now)
    row.chosen = moved([Key(each) for each in row.chosen], Key(key), to=to)
    _save(row)


@transaction.atomic
def leave_out(issue: Issue, key: str, *, by: Person, now: datetime) -> None:
    """Take an item out; the rules do not bring it back."""
    row = _draft(issue, by=by, now=now)
    if key in row.chosen:
        row.chosen = [each for each in row.chosen if each != key]
        row.left_out = [*row.left_out, key]
        _save(row)


@transaction.atomic
def put_in(issue: Issue, key: str, *, by: Person, now: datetime) -> None:
    """Put an item in, whatever the rules say; it comes last of its part."""
    row = _draft(issue, by=by, now=now)
    item = offered_one(row, Key(key))
    if item is None:
        raise Invalid(_("The agenda has no such announcement in these days."))
    if key not in row.chosen:
        there = {each.key: each for each in chosen_items(row)}
        row.left_out = [each for each in row.left_out if each != key]
        same = [n for n, each in enumerate(row.chosen) if _part(there, each) == item.part]
        at = same[-1] + 1 if same else len(row.chosen)
        row.chosen = [*row.chosen[:at], key, *row.chosen[at:]]
        _save(row)


def _part(items: Mapping[Key, Item], key: str) -> str:
    item = items.get(Key(key))
    return item.part if item else ""


@transaction.atomic
def write(
    issue: Issue, words: Mapping[str, Words], *, seen: int, by: Person, now: datetime
) -> None:
    """Subject and introduction in each language."""
    row = _draft(issue, by=by, now=now)
    if row.revision != seen:
        raise NotNow(
            _("Somebody has changed this issue since. Copy your words, and open the page anew.")
        )
    row.words = {language: asdict(each) for language, each in words.items()}
    _save(row)


@transaction.atomic
def freeze(issue: Issue, *, by: Person, now: datetime) -> None:
    """From now on it says what it says, whatever becomes of the announcements."""
    row = _draft(issue, by=by, now=now)
    content = _content(row, number=_next_number(row))
    row.number, row.stage, row.frozen_at, row.frozen_by = content.number, Stage.FROZEN, now, by
    _save(row)
    Snapshot.objects.create(issue=row, content=content.written(), made_at=now)
    record(
        what="agenda.issue.frozen",
        by=by,
        subject=f"agenda/issue/{row.pk}",
        after={"items": len(content.items)},
        now=now,
    )


def _next_number(issue: Issue) -> int:
    MailingList.objects.select_for_update().get(pk=issue.mailing_list_id)
    rows = Issue.objects.filter(mailing_list=issue.mailing_list_id)
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _content(issue: Issue, *, number: int) -> Content:
    """Raises Invalid where there is nothing to say, or no subject to say it under."""
    items = chosen_items(issue)
    if not items:
        raise Invalid(_("There is nothing in this issue. An empty letter is not sent."))
    words = {
        language: Words(**issue.words.get(language, {"subject": ""}))
        for language in issue.mailing_list.languages
    }
    if not all(each.subject.strip() for each in words.values()):
        raise Invalid(_("Write a subject in each language of the list."))
    return Content(number, tuple(items), words)


@transaction.atomic
def unfreeze(issue: Issue, *, by: Person, now: datetime) -> None:
    """Let an issue of which nothing was sent be a draft again; its number is given to the next
    that is frozen."""
    row = _unsent(issue, by=by, now=now)
    if row.stage != Stage.FROZEN:
        raise NotNow(_("This issue is a draft already."))
    number = row.number
    _thaw(row)
    row.stage, row.number, row.frozen_at, row.frozen_by = Stage.DRAFT, None, None, None
    _save(row)
    _record("unfrozen", row, number, by=by, now=now)


@transaction.atomic
def discard(issue: Issue, *, by: Person, now: datetime) -> None:
    """Throw an issue away of which nothing was sent."""
    row = _unsent(issue, by=by, now=now)
    _record("discarded", row, row.number, by=by, now=now)
    _thaw(row)
    row.delete()


def _thaw(row: Issue) -> None:
    Snapshot.objects.filter(issue=row).delete()


def _record(what: str, row: Issue, number: int | None, *, by: Person, now: datetime) -> None:
    subject = f"agenda/issue/{row.pk}"
    before = {"list": row.mailing_list.slug, "number": number}
    record(what=f"agenda.issue.{what}", by=by, subject=subject, before=before, now=now)


def press_of(issue: Issue) -> Press:
    """The letters of an issue as it is now; raises Invalid where it cannot be one yet."""
    if issue.stage == Stage.DRAFT:
        return Press(issue, _content(issue, number=0))
    return Press(issue, Content.read(issue.snapshot.content))


@transaction.atomic
def try_out(issue: Issue, *, language: str, by: Person, now: datetime) -> None:
    """Send it to the editor's own mailbox, as a reader of this language would read it."""
    require(permissions.can_keep(by, issue.mailing_list, now=now))
    written = press_of(issue).plainly(language)
    with translation.override(by.language):
        subject = _("[Trial] %(subject)s") % {"subject": written.subject}
    mail.post_written(
        address=by.email,
        key=f"agenda/trial/{issue.pk}/{issue.revision}/{language}/{by.pk}/{now.timestamp():.3f}",
        language=written.language,
        subject=subject,
        text=written.text,
        html=written.html,
    )


def _draft(issue: Issue, *, by: Person, now: datetime) -> Issue:
    row = _held(issue, by=by, now=now)
    if row.stage == Stage.FROZEN:
        raise NotNow(_("This issue is frozen. Unfreeze it to change what it says."))
    if row.stage != Stage.DRAFT:
        raise NotNow(_("This issue is frozen. What it says is changed no longer."))
    return row


def _unsent(issue: Issue, *, by: Person, now: datetime) -> Issue:
    row = _held(issue, by=by, now=now)
    if row.stage not in (Stage.DRAFT, Stage.FROZEN):
        raise NotNow(_("This issue is being sent, or was: what has left cannot be taken back."))
    return row


def _held(issue: Issue, *, by: Person, now: datetime) -> Issue:
    rows = Issue.objects.select_for_update(of=("self",)).select_related("mailing_list")
    row = rows.filter(pk=issue.pk).first()
    if row is None:
        raise NotNow(_("This issue was thrown away."))
    require(permissions.can_keep(by, row.mailing_list, now=now))
    return row


def _save(row: Issue) -> None:
    row.revision += 1
    row.save()
