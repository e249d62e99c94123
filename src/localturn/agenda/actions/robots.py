"""Whether a site lets programs read a page: its robots.txt is asked first, and kept for a day."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from localturn.agenda.domain.items import Unreadable
from localturn.agenda.domain.robots import Rule, may_read, rules_of
from localturn.foundation import fetch
from localturn.foundation.languages import N_

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 500
LIMITS = fetch.Limits(seconds=10, body=512 * 1024, redirects=5)
_FINE, _BROKEN = 200, 500
_kept: OrderedDict[str, tuple[datetime, tuple[Rule, ...]]] = OrderedDict()
"""By site, in the process that asks."""

Getting = Callable[..., fetch.Answer]


def require(address: str, *, now: datetime, get: Getting = fetch.get) -> None:
    """Raises Unreadable where the site asks programs to stay away, NotFetched if it is silent."""
    if not may_read(address, _rules(address, now, get)):
        raise Unreadable(N_("Its robots.txt asks programs not to read this page: it is not asked."))


def _rules(address: str, now: datetime, get: Getting) -> tuple[Rule, ...]:
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}"
    at, rules = _kept.get(site, (None, ()))
    if at is not None and timedelta() <= now - at < KEPT_FOR:
        return rules
    answer = get(f"{site}/robots.txt", limits=LIMITS)
    if answer.status >= _BROKEN:
        raise Unreadable(
            N_("Its robots.txt cannot be read (%(status)s): the page is not asked until it can."),
            status=answer.status,
        )
    # what is not there forbids nothing (RFC 9309, 2.3.1.3)
    rules = rules_of(answer.body.decode(errors="replace")) if answer.status == _FINE else ()
    _kept[site] = (now, rules)
    _kept.move_to_end(site)
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return rules
