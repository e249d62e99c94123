"""Asking the API as a program does."""

import json
from datetime import datetime
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from localturn.foundation import moments
from localturn.foundation.people.actions.tokens import make_token
from localturn.foundation.people.models import Person
from localturn.foundation.room import scopes

_numbers = count(1)
ALL = tuple(each.name for each in scopes())


class Program:
    """A program with a token of somebody, good for these scopes: all, if none is named."""

    def __init__(
        self, person: Person, *named: str, days: int = 90, now: datetime | None = None
    ) -> None:
        self.token, self.text = make_token(
            person,
            name=f"Program {next(_numbers)}",
            scopes=named or ALL,
            days=days,
            by=person,
            now=now or moments.now(),
        )
        self._client = Client()

    def get(self, path: str, **asked: Any) -> HttpResponse:
        return self._client.get(f"/api/v1/{path}", asked, headers=self.headers)

    def put(self, path: str, **sent: Any) -> HttpResponse:
        return self._client.put(
            f"/api/v1/{path}", json.dumps(sent), "application/json", headers=self.headers
        )

    def read(self, path: str, **asked: Any) -> Any:
        """What is answered, which must be an answer."""
        response = self.get(path, **asked)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}
