"""A migration that makes SQLite write a guarded table anew leaves its guard as it was."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from localturn.agenda.models import Issue, Snapshot
from makers.mailing import NOON, make_frozen, make_list

guards = import_module("localturn.agenda.migrations.0014_unfrozen_and_stopped")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_table_of_issues_is_altered_and_what_was_sent_is_still_not_deleted() -> None:
    issue = make_frozen(make_list())
    Issue.objects.filter(pk=issue.pk).update(sending_at=NOON)
    stands = Issue._meta.get_field("rhythm")
    longer = stands.clone()
    longer.set_attributes_from_name("rhythm")
    longer.model, longer.max_length = Issue, 9

    with connection.schema_editor() as editor:
        guards.unguard_what_was_sent(apps, editor)
        editor.alter_field(Issue, stands, longer)
        editor.alter_field(Issue, longer, stands)
        guards.guard_what_was_sent(apps, editor)

    with pytest.raises(IntegrityError, match="what was sent is never deleted"):
        Snapshot.objects.filter(issue=issue).delete()
