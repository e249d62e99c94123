"""How the house signs in at a partner's catalogue; the secret is sealed (decision 0026), leaves for
the partner alone, and is shown to nobody again."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.signing_in import Kind, can_be_shown
from localturn.exchange.models import SignIn, Source
from localturn.exchange.queries.harvests import SIGN_IN_SET
from localturn.exchange.standards.ooapi_in import Unreadable
from localturn.foundation import fetch, sealing
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record


@dataclass(frozen=True)
class Told:
    """A sign-in as who keeps a catalogue writes it."""

    kind: Kind
    secret: str
    """A token, or a client's secret."""
    token_address: str = ""
    """Of a client: where it is given tokens."""
    client: str = ""
    scope: str = ""

    def __repr__(self) -> str:
        return f"Told({self.kind.value})"


@transaction.atomic
def set_sign_in(
    source: Source,
    told: Told,
    *,
    by: Person,
    now: datetime,
    ports: frozenset[int] = fetch.PORTS,
) -> SignIn:
    """Sign in so from now on, in the place of what was set before. Raises Invalid."""
    require(permissions.can_keep_source_of(by, source.partner, now=now))
    is_client = told.kind is Kind.CLIENT
    _require_secure(source.address, ports)
    if not can_be_shown(told.secret):
        raise Invalid(_("A token or a secret has letters, figures and signs, and no blanks."))
    if is_client:
        if not told.client or not told.token_address:
            raise Invalid(_("Say what the client is called and where it is given tokens."))
        _require_secure(told.token_address, ports)
    try:
        sealed = sealing.seal(key_of(source), told.secret.encode(), make=True)
    except sealing.Unopened:
        raise Invalid(
            _("Nothing can be kept secret here at the moment. Tell who runs the installation.")
        ) from None
    made, _is_new = SignIn.objects.update_or_create(
        source=source,
        defaults={
            "kind": told.kind.value,
            "token_address": told.token_address if is_client else "",
            "client": told.client if is_client else "",
            "scope": told.scope if is_client else "",
            "sealed": sealed,
            "is_in_doubt": False,
            "set_at": now,
            "set_by": by,
        },
    )
    record(what=SIGN_IN_SET, by=by, subject=_subject(source), now=now)
    return made


@transaction.atomic
def forget_sign_in(source: Source, *, by: Person, now: datetime) -> None:
    """Ask without a sign-in from now on."""
    require(permissions.can_keep_source_of(by, source.partner, now=now))
    gone, _each = SignIn.objects.filter(source=source).delete()
    if gone:
        record(what="exchange.source.sign-in-forgotten", by=by, subject=_subject(source), now=now)


def secret_of(row: SignIn) -> str:
    """What nobody but the partner is shown. Raises Unreadable."""
    if row.is_in_doubt:
        doubt = N_(
            "The sign-in comes from a restored backup and may have been withdrawn since. Say on the"
            " catalogue’s page that it still holds, or write it anew."
        )
        raise Unreadable(Note(doubt))
    try:
        return sealing.opened(key_of(row.source), row.sealed).decode()
    except sealing.Unopened:
        missing = N_(
            "The key under which the sign-in is kept is not on this machine. Write the sign-in"
            " anew, or ask who runs the installation to put the key back."
        )
        raise Unreadable(Note(missing)) from None


def key_of(source: Source) -> str:
    """By its number and when it was added, so that no later catalogue takes it for its own."""
    return f"exchange-{source.pk}-{source.added_at.astimezone(UTC):%Y%m%d%H%M%S}"


def require_address(address: str, *, ports: frozenset[int] = fetch.PORTS) -> fetch.Target:
    """One that can be asked, and with nothing secret before its host. Raises Invalid."""
    try:
        return fetch.parse(address, ports=ports)
    except fetch.NotFetched as refused:
        if "@" in address.partition("://")[2].partition("/")[0]:
            raise Invalid(
                _(
                    "Leave the name and the password out of the address: everybody who keeps the"
                    " catalogue can read it. A sign-in is set on the catalogue’s own page."
                )
            ) from None
        raise Invalid(refused.sentence) from None


def _require_secure(address: str, ports: frozenset[int]) -> None:
    if not require_address(address, ports=ports).is_secure:
        raise Invalid(
            _(
                "A sign-in is only sent to an address that begins with https. This one does not:"
                " %(address)s"
            )
            % {"address": address}
        )


def _subject(source: Source) -> str:
    return f"exchange/source/{source.pk}"
