"""The OpenAPI document of the API, completed with what django-ninja does not say."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from localturn.foundation.api.problem import MEDIA_TYPE
from localturn.foundation.room import scopes
from localturn.lobby.api.house import api

PREFIX = "/api/v1/"

_DESCRIPTION = """\
What a person may read and do on the pages, for their programs. Each question carries a token that
the person made (`Authorization: Bearer lt_…`) and that is good for the scope named with the
address. Moments are in UTC; the zone in which they were meant stands beside them. Texts are in the
language of the course."""

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "scope": {"type": "string", "description": "The scope that the token lacks."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


@cache
def document() -> str:
    """As JSON."""
    return json.dumps(described(), ensure_ascii=False, indent=1)


def described() -> dict[str, Any]:
    """As a value: each operation with the scope that it asks for and the problems it may answer."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    found["info"] = {"title": "Local Turn", "version": "1", "description": _DESCRIPTION}
    found["servers"] = [{"url": settings.PUBLIC_URL}]
    found["components"]["schemas"]["Problem"] = _PROBLEM
    found["components"]["responses"] = {
        "Problem": {
            "description": "Refused, and why.",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    found["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "\n".join(f"- `{each.name}`: {each.words}" for each in scopes()),
        }
    }
    for path in found["paths"].values():
        for operation in path.values():
            scope = operation.pop("x-scope")
            operation["security"] = [{"token": [scope] if scope else []}]
            operation["responses"]["4XX"] = {"$ref": "#/components/responses/Problem"}
    return found
