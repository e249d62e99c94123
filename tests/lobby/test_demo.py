"""In the demonstration, what one room shows of another."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from localturn.academy.demo import own_pace, setting
from localturn.academy.models import Enrolment, Run
from localturn.corpus.demo import furnish
from localturn.corpus.models import Coding, Member
from localturn.foundation import moments
from localturn.lobby.demo import PROJECT, READING, RUN, join
from makers.places import make_country

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_reading_of_the_demonstration_quotes_a_passage_of_its_research_project(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.KEYS = tmp_path, tmp_path / "keys"
    now = moments.now()
    make_country("MK")
    bodies = setting.organisations()
    own_pace.happen(setting.roles(bodies, now=now), bodies, now=now)
    furnish(now=now, report=lambda _said: None)

    join(now=now, report=lambda _said: None)

    run = Run.objects.get(slug=RUN)
    assert run.version.number == 2
    client = Client()
    seat = Enrolment.objects.filter(run=run).order_by("pk")[0]
    assert seat.person is not None
    client.force_login(seat.person)
    page = client.get(reverse("academy:activity", args=[RUN, READING])).text
    assert '<figure class="lt-quotation"><blockquote lang="en"><p>cities were asked' in page
    assert "(Baltic Harbour Cities, 2019, p" in page
    # who reads the course has no part in the project, and its passage's own page is closed to them
    passage = Coding.objects.filter(quote__startswith="cities were asked for their").order_by("pk")[
        0
    ]
    assert client.get(passage.get_absolute_url()).status_code == 404
    lead = Member.objects.get(project__slug=PROJECT, role="lead")
    assert lead.person is not None
    client.force_login(lead.person)
    used = client.get(reverse("corpus:cite", args=[passage.pk])).text
    assert "Sentences that help" in used
