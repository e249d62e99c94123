"""A course as schema.org describes one, for search engines and catalogues."""

from collections.abc import Sequence
from typing import Any

from localturn.academy.domain.pace import Pace
from localturn.academy.models import CourseVersion, Run
from localturn.academy.queries.courses import Chapter


def course_data(
    version: CourseVersion, runs: Sequence[Run], chapters: Sequence[Chapter], *, address: str
) -> dict[str, Any]:
    """JSON-LD of type Course; `address` is the public page with its host."""
    hours = version.hours.normalize()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": version.title,
        "description": version.summary,
        "inLanguage": version.language,
        "version": version.number,
        "timeRequired": f"PT{int(hours * 60)}M",
        "author": [{"@type": "Organization", "name": name} for name in version.authors],
        "teaches": list(version.objectives),
        "syllabusSections": [
            {
                "@type": "Syllabus",
                "name": each.title,
                "description": each.summary,
                "timeRequired": f"PT{each.minutes}M",
            }
            for each in chapters
        ],
        "hasCourseInstance": [_instance(run, int(hours * 60)) for run in runs],
    }
    if version.audience:
        data["audience"] = {"@type": "Audience", "description": version.audience}
    if version.licence:
        data["license"] = f"https://spdx.org/licenses/{version.licence}.html"
    return data


def _instance(run: Run, minutes: int) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": ["online", "asynchronous"] if run.pace == Pace.OWN else "online",
        "startDate": run.starts_on.isoformat(),
        "endDate": run.ends_on.isoformat(),
        "courseWorkload": f"PT{minutes}M",
    }
    if run.title:
        data["name"] = run.title
    if run.host:
        data["organizer"] = {"@type": "Organization", "name": str(run.host)}
    return data
