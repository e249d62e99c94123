"""Recordings of meetings: for what they are sent, and how large one may be."""

from localturn.academy.domain.kinds.assignment import FileLimits
from localturn.academy.models import Activity, Run, RunFacilitator
from localturn.academy.queries.hand_ins import MIB
from localturn.foundation.people.reader import Reader

PURPOSE = "meeting-recording"
"""What large recordings are sent for: "meeting-recording/run/activity"."""

RECORDING = FileLimits(files=1, each=1024, together=1024, with_media=True)


def purpose_of(run: Run, activity: Activity) -> str:
    return f"{PURPOSE}/{run.slug}/{activity.stable_id}"


def largest_recording(person: Reader, run_and_activity: str) -> int:
    """How many bytes a recording may have that they send; 0 where they do not guide the run."""
    slug, _slash, activity = run_and_activity.partition("/")
    guided = RunFacilitator.objects.filter(
        run__slug=slug,
        person_id=person.pk or 0,
        run__version__activities__stable_id=activity,
        run__version__activities__kind="webinar",
    )
    return RECORDING.each * MIB if guided.exists() else 0
