"""One line of the trail: what was done, by whom, about whom, and why.

Rows are only ever added. The database refuses to change or delete one, except that the erasure of
a person empties the columns that name them (triggers in migration 0002).
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    what = models.CharField(_("What"), max_length=100, db_index=True)
    """The action in the past tense, after its app: "academy.certificate.revoked"."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("By"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """Empty when the house did it by itself, or when the person has been erased."""
    subject = models.CharField(_("Subject"), max_length=200, blank=True, db_index=True)
    """A stable address such as "academy/certificate/12"."""
    reason = models.TextField(_("Reason"), blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(_("When"), db_index=True)

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail entries")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.what


class EntryPerson(models.Model):
    """Whom an entry is about."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="about")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person"], name="an_entry_is_about_a_person_once"
            )
        ]
