"""Asking for the entries of the domain that letters come from; never in a request."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from dns import exception, rdatatype, resolver

from localturn.agenda import permissions
from localturn.agenda.domain.mailing import domain_of
from localturn.agenda.domain.sending_domain import Asked, Entries, judge
from localturn.agenda.models import DomainCheck, MailingList
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task

ONE_QUESTION = 4.0
"""Seconds; there are at most seven."""
AGAIN_AFTER = timedelta(minutes=1)
MOST_ENTRIES, LONGEST_ENTRY = 50, 2_000
_NOT_THERE = (resolver.NXDOMAIN, resolver.NoAnswer)


@transaction.atomic
def ask_for_check(mailing_list: MailingList, *, by: Person, now: datetime) -> DomainCheck:
    """Have the entries looked at in the background."""
    require(permissions.can_keep(by, mailing_list, now=now))
    check, new = DomainCheck.objects.get_or_create(
        domain=from_domain(), selector=mailing_list.selector, defaults={"asked_at": now}
    )
    if not new:
        if check.done_at is None and now < check.asked_at + AGAIN_AFTER:
            raise NotNow(_("It is being looked at. Look again in a minute."))
        check.asked_at, check.done_at = now, None
        check.save(update_fields=["asked_at", "done_at"])
    look.enqueue(check.pk)
    return check


@task()
def look(check_id: int) -> None:
    """Ask, judge, keep."""
    check = DomainCheck.objects.filter(pk=check_id).first()
    if check is not None:
        asked = entries_of(check.domain, check.selector, resolver.Resolver())
        check.findings = [each.written() for each in judge(asked)]
        check.done_at = moments.now()
        check.save(update_fields=["findings", "done_at"])


def from_domain() -> str:
    """Of the address that letters come from."""
    return domain_of(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def entries_of(domain: str, selector: str, asks: resolver.Resolver) -> Asked:
    """What the entries of a domain say now."""
    back = domain_of(settings.MAIL_RETURN) if settings.MAIL_RETURN else domain
    return Asked(
        domain=domain,
        return_domain=back,
        selector=selector,
        is_secure=settings.PUBLIC_URL.startswith("https://"),
        spf=_texts(asks, back),
        dkim=_texts(asks, f"{selector}._domainkey.{domain}") if selector else None,
        dmarc=_dmarc(asks, domain),
        has_mailbox=_takes_mail(asks, back),
    )


def _dmarc(asks: resolver.Resolver, domain: str) -> Entries | None:
    """The domain's own entry, else that of the one above it that people register."""
    found = _texts(asks, f"_dmarc.{domain}")
    above = domain.split(".")[-2:]
    if found == () and len(domain.split(".")) > len(above):
        return _texts(asks, f"_dmarc.{'.'.join(above)}")
    return found


def _texts(asks: resolver.Resolver, name: str) -> Entries | None:
    try:
        answer = asks.resolve(name, rdatatype.TXT, lifetime=ONE_QUESTION, search=False)
    except _NOT_THERE:
        return ()
    except (exception.DNSException, OSError):
        return None
    rows = [b"".join(row.strings) for row in answer][:MOST_ENTRIES]
    return tuple(row[:LONGEST_ENTRY].decode("utf-8", errors="replace") for row in rows)


def _takes_mail(asks: resolver.Resolver, name: str) -> bool | None:
    """By its MX entries, else by its address, as mail servers do it (RFC 5321, 7505)."""
    try:
        answer = asks.resolve(name, rdatatype.MX, lifetime=ONE_QUESTION, search=False)
    except _NOT_THERE:
        return _has_address(asks, name)
    except (exception.DNSException, OSError):
        return None
    return any(str(row.exchange) != "." for row in answer)


def _has_address(asks: resolver.Resolver, name: str) -> bool | None:
    for kind in (rdatatype.A, rdatatype.AAAA):
        try:
            asks.resolve(name, kind, lifetime=ONE_QUESTION, search=False)
        except _NOT_THERE:
            continue
        except (exception.DNSException, OSError):
            return None
        return True
    return False
