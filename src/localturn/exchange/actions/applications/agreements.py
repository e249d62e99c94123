"""The learning agreement: proposed, changed, confirmed by the student and both universities."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.actions.applications.holding import held, move, require_stage
from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.domain.agreements import Terms, outstanding
from localturn.exchange.domain.applications import Party, Stage
from localturn.exchange.models import Agreement, Application, Confirmation
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require

AGREED_IN = (Stage.KEPT, Stage.ACCEPTED)


@transaction.atomic
def propose(application: Application, terms: Terms, *, by: Person, now: datetime) -> Agreement:
    """Say what is to be agreed, by the student or their university. What was confirmed of other
    words counts no longer; who proposes has confirmed nothing yet."""
    application = held(application)
    parties = permissions.parties_of(by, application, now=now)
    require(
        bool(parties & {Party.STUDENT, Party.HOME}),
        _("The student or the home university proposes the learning agreement."),
    )
    require_stage(application, *AGREED_IN)
    known = Agreement.objects.select_for_update().filter(application=application).first()
    if known is not None and known.terms == terms:
        raise Invalid(_("That is what the agreement says already."))
    agreement = known or Agreement(application=application, version=0)
    agreement.course, agreement.course_number = terms.course, terms.course_number
    agreement.points, agreement.recognised_points = terms.points, terms.recognised_points
    agreement.recognised_as = terms.recognised_as
    agreement.version += 1
    agreement.proposed_at, agreement.proposed_by = now, by
    agreement.save()
    what = "agreement-changed" if known else "agreement-proposed"
    entry = move(application, what, by=by, now=now)
    tell(application, what, to=Party, key=entry.pk, now=now, besides=by)
    return agreement


@transaction.atomic
def confirm(
    application: Application, *, party: Party, digest: str, by: Person, now: datetime
) -> None:
    """Confirm the words that were read, for one of the parties that the person belongs to."""
    application = held(application)
    require(
        party in permissions.parties_of(by, application, now=now),
        _("Each party confirms for itself."),
    )
    require_stage(application, *AGREED_IN)
    agreement = Agreement.objects.filter(application=application).first()
    if agreement is None:
        raise NotNow(_("No learning agreement is proposed yet."))
    if digest != agreement.digest:
        raise NotNow(_("The agreement was changed meanwhile. Read it again before you confirm it."))
    try:
        with transaction.atomic():
            Confirmation.objects.create(
                agreement=agreement, party=party.value, digest=digest, at=now, by=by
            )
    except IntegrityError:
        raise NotNow(_("This is confirmed already.")) from None
    entry = move(application, f"agreement-{party.value}", by=by, now=now)
    confirmed = agreement.confirmations.values_list("party", "digest")
    if not outstanding(confirmed, digest):
        tell(application, "agreement-whole", to=Party, key=entry.pk, now=now)
