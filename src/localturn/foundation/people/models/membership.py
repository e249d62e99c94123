"""A person's place in an organisation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.models.dated import Dated, DatedQuerySet, ends_after_it_begins
from localturn.foundation.people.models.organisation import Organisation


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    COORDINATOR = "coordinator", _("Coordinator, may nominate people")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(Dated):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("Role"), max_length=20, choices=Role, default=Role.MEMBER)

    objects = DatedQuerySet["Membership"].as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("a_membership_ends_after_it_begins"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="a_membership_has_a_known_role"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(until=None),
                name="one_open_membership_per_person_organisation_and_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
