"""Tokens for the API: made by a person, taken back by them or by an operator, counted in use."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from localturn.foundation import moments
from localturn.foundation.people import letters
from localturn.foundation.people.models import ApiToken, Person
from localturn.foundation.people.names import one_line
from localturn.foundation.people.permissions import can_operate
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail import actions as trail

PREFIX = "lt_"
"""By which programs that look for secrets in the wrong places know one."""
DAYS = 90
MOST_DAYS = 365
MOST = 10
"""Tokens of one person."""
A_MINUTE = 300
"""Questions that a token may ask in a minute."""
KEPT_DAYS = 30
"""After a token has ended, so that its owner sees why a program stopped."""


@transaction.atomic
def make_token(
    person: Person, *, name: str, scopes: Iterable[str], days: int, by: Person, now: datetime
) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown once and not kept; its owner is told by mail.

    No two that are good have one name: who presses twice has one, and knows which to revoke.
    """
    require(by == person and person.is_active)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(_("A token is good for one day to %(most)s days.") % {"most": MOST_DAYS})
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two are counted
    require(held.is_active)
    require(held.password == person.password, _("Your password was changed. Sign in again."))
    good = ApiToken.objects.filter(person=person, expires_at__gt=now)
    if good.filter(name=one_line(name)).exists():
        raise NotNow(
            _(
                "You have a token of this name. Choose another name; or, if you have not copied "
                "that one, revoke it first: a token is shown only once."
            )
        )
    if good.count() >= MOST:
        raise NotNow(
            _("You have %(most)s tokens. Revoke one that you no longer need.") % {"most": MOST}
        )
    text = PREFIX + secrets.token_hex(24)
    token = ApiToken.objects.create(
        person=person,
        name=one_line(name),
        digest=digest_of(text),
        scopes=" ".join(scopes),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    trail.record(
        what="people.token.made",
        by=by,
        about=[person],
        subject=_subject(token),
        after={"scopes": list(token.named_scopes), "days": days},
        now=now,
    )
    letters.send(
        "people/token_made", to=person.email, context={"name": token.name, "timestamp": now}
    )
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Person, now: datetime) -> None:
    """End a token at once."""
    require(by.pk == token.person_id or can_operate(by))
    trail.record(
        what="people.token.revoked", by=by, about=[token.person], subject=_subject(token), now=now
    )
    token.delete()


@transaction.atomic
def revoke_all_tokens(person: Person, *, by: Person, now: datetime) -> int:
    """End every token of a person; how many there were."""
    require(by == person or can_operate(by))
    tokens = list(ApiToken.objects.filter(person=person).select_related("person"))
    for token in tokens:
        revoke_token(token, by=by, now=now)
    return len(tokens)


def note_use(token: ApiToken, *, now: datetime) -> bool:
    """Count one question in this minute; False, and nothing counted, where it is one too many.

    The sum is the database's, so that it holds across processes (1 statement).
    """
    minute = now.replace(second=0, microsecond=0)
    if token.minute == minute and token.asked >= A_MINUTE:
        return False
    ApiToken.objects.filter(pk=token.pk).update(
        asked=Case(When(minute=minute, then=F("asked") + 1), default=1),
        minute=minute,
        last_used_on=now.date(),
    )
    return True


@task()
def forget_ended_tokens() -> None:
    """Tokens that ended some time ago, and in which minute the others were last used."""
    now = moments.now()
    ApiToken.objects.filter(expires_at__lte=now - timedelta(days=KEPT_DAYS)).delete()
    ApiToken.objects.filter(minute__lt=now - timedelta(hours=1)).update(minute=None, asked=0)


def digest_of(text: str) -> str:
    """As what a token is kept."""
    return sha256(text.encode()).hexdigest()


def _subject(token: ApiToken) -> str:
    return f"people/token/{token.pk}"
