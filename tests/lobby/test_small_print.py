import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from localturn.config.environment import BadEnvironment, read
from makers.people import make_person


@pytest.mark.parametrize("path", ["/about/", "/accessibility/"])
def test_every_page_leads_to_the_small_print(client: Client, db: None, path: str) -> None:
    assert f'href="{path}"' in client.get("/").text
    assert client.get(path).status_code == 200


def test_who_is_signed_in_is_led_to_their_own_data(client: Client, db: None) -> None:
    client.force_login(make_person())

    assert f'href="{reverse("people:data")}"' in client.get("/").text


def test_whoever_meets_an_obstacle_is_told_whom_to_write_to(
    client: Client, db: None, settings: Any
) -> None:
    assert "mailto:" not in client.get("/accessibility/").text

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_contact="help@example.org")

    assert 'href="mailto:help@example.org"' in client.get("/accessibility/").text


def test_the_accessibility_statement_says_what_the_directive_asks_for(
    client: Client, db: None
) -> None:
    page = client.get("/accessibility/").text

    for said in (
        "transposes Directive (EU) 2016/2102",
        "This statement applies to http",
        "is partially compliant with EN 301 549",
        "no audio description (1.2.5)",
        "What the law does not cover",
        "was prepared on 23 November 2026 by a self-assessment",
        "the body of your country that looks after",
    ):
        assert said in re.sub("<[^>]+>", "", page)


def test_whoever_runs_the_house_completes_the_accessibility_statement(
    client: Client, db: None, settings: Any
) -> None:
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT,
        accessibility_body="League of Towns",
        accessibility_enforcement="Agency, https://agency.example/",
        accessibility_reviewed=date(2027, 3, 10),
    )

    page = client.get("/accessibility/").text

    assert "League of Towns is committed to making this website accessible" in page
    assert 'turn to: Agency, <a href="https://agency.example/" rel="noopener">' in page
    assert "last reviewed the statement on 10 March 2027." in re.sub("<[^>]+>", "", page)


def test_a_day_of_review_that_is_none_stops_the_start() -> None:
    with pytest.raises(BadEnvironment, match="ACCESSIBILITY_REVIEWED"):
        read({"LOCALTURN_ACCESSIBILITY_REVIEWED": "in March"})
