"""That one thing of the house points at another."""

from django.db import models
from django.db.models import F, Q

from localturn.foundation.links.things import Thing


class Link(models.Model):
    from_room = models.CharField(max_length=40)
    from_kind = models.CharField(max_length=40)
    from_id = models.CharField(max_length=200)
    to_room = models.CharField(max_length=40)
    to_kind = models.CharField(max_length=40)
    to_id = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["from_room", "from_kind", "from_id", "to_room", "to_kind", "to_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_room", "from_kind", "from_id", "to_room", "to_kind", "to_id"],
                name="one_link_from_a_thing_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(from_room=F("to_room"), from_kind=F("to_kind"), from_id=F("to_id")),
                name="nothing_links_to_itself",
            ),
            models.CheckConstraint(
                condition=~(
                    Q(from_room="")
                    | Q(from_kind="")
                    | Q(from_id="")
                    | Q(to_room="")
                    | Q(to_kind="")
                    | Q(to_id="")
                ),
                name="both_ends_of_a_link_are_named",
            ),
        ]
        indexes = [
            models.Index(fields=["to_room", "to_kind", "to_id"], name="links_by_what_they_lead_to")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def source(self) -> Thing:
        return Thing(self.from_room, self.from_kind, self.from_id)

    @property
    def target(self) -> Thing:
        return Thing(self.to_room, self.to_kind, self.to_id)
