"""The API itself: one for the house, with a router of each room."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from localturn.foundation.api import problems
from localturn.foundation.refusals import Refusal
from localturn.foundation.room import offered


class Json(BaseRenderer):
    """Written by pydantic, in half the time of Django's encoder."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, **_status: int) -> bytes:  # noqa: ARG002
        return to_json(data)


class House(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = House(
    title="Local Turn",
    version="1",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    renderer=Json(),
)
for _room, router in offered("api"):
    api.add_router("", router)

api.add_exception_handler(Refusal, problems.of_refusal)
api.add_exception_handler(problems.Refused, problems.of_token)
api.add_exception_handler(Http404, problems.of_absence)
api.add_exception_handler(HttpError, problems.of_ninja)
api.add_exception_handler(ValidationError, problems.of_wrong_values)
