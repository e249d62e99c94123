"""Django's own way of sending mail, led into the outbox: sign-in codes go the same road."""

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from localturn.foundation.mail import actions


class OutboxBackend(BaseEmailBackend):
    """Puts each mail into the outbox, one row a recipient."""

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Post them all, or none."""
        for message in email_messages:
            for address in message.recipients():
                actions.post_written(
                    address=address,
                    key=f"written:{uuid4().hex}",
                    language=get_language() or "en",
                    subject=" ".join(str(message.subject).split()),
                    text=str(message.body),
                    html=_html(message),
                )
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    """The HTML beside the text, if there is one."""
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(body) for body, kind in message.alternatives if kind == "text/html"), "")
