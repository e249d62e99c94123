"""What waits for a task that is no more."""

import pytest
from django_tasks.base import TaskResultStatus

from localturn.corpus.actions import giving_up, rounds
from localturn.corpus.models import Agreement
from localturn.foundation.tasks.models import TaskRow
from makers.corpus import NOON, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_agreement_whose_task_has_failed_is_worked_out_after_all() -> None:
    work = make_work()
    made = rounds.begin("Pilot", by=work.lead, now=NOON)
    rounds.give(made, {work.document: [work.coder]}, by=work.lead, now=NOON)
    rounds.close(made, by=work.lead, now=NOON)
    tasks = TaskRow.objects.filter(task_path=rounds.work_out_agreement.module_path)
    assert tasks.count() == 1

    giving_up.work_out_again.call()
    assert tasks.count() == 1

    tasks.update(status=TaskResultStatus.FAILED)
    giving_up.work_out_again.call()
    assert tasks.filter(status=TaskResultStatus.READY).count() == 1

    rounds.work_out_agreement.call(made.pk)
    tasks.update(status=TaskResultStatus.SUCCESSFUL)
    giving_up.work_out_again.call()
    assert Agreement.objects.get().worked_out_at is not None
    assert not tasks.filter(status=TaskResultStatus.READY).exists()
