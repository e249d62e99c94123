"""A token with which a program asks the API in a person's name."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=60)
    """By which the person knows it."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token, which nobody keeps: it is 192 random bits, so that nobody finds it from
    here, whatever they try."""
    scopes = models.CharField(max_length=300, blank=True)
    """What it is good for, with blanks between: "learning:read calendar:read"."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True)
    """In which it was last used."""
    asked = models.PositiveIntegerField(default=0)
    """How often in that minute."""

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="a_token_expires_after_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def named_scopes(self) -> tuple[str, ...]:
        return tuple(self.scopes.split())
