"""What the house itself asks of those who run it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.foundation.mail import queries as mail
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import queries as tasks
from localturn.foundation.ui.todos import Role, Todo, TodoGroup


def todos(person: Person, *, now: datetime) -> list[TodoGroup]:
    """For operators: tasks that failed and mail that did not leave."""
    if not person.is_operator:
        return []
    failed, stuck = tasks.failed().count(), mail.in_trouble().count()
    found = []
    if failed:
        found.append(
            Todo(_("Tasks that failed"), reverse("operators-tasks"), tone="danger", count=failed)
        )
    if stuck:
        found.append(
            Todo(
                _("Mail that did not leave"), reverse("operators-mail"), tone="danger", count=stuck
            )
        )
    return [
        TodoGroup(
            heading=_("This installation"),
            role=Role.OPERATOR,
            todos=tuple(found),
            empty=_("No task has failed, and no mail is stuck."),
            links=((_("All about this installation"), reverse("operators")),),
        )
    ]
