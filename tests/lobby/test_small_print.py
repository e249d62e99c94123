from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

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
