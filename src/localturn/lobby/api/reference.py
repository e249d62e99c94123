"""The document of the API as a page for people: `docs/reference/api.md` is made from it."""

from collections.abc import Iterator, Mapping
from typing import Any

from localturn.foundation.room import scopes
from localturn.lobby.api.document import described

HEAD = """\
# The API

This page is made from what the program says of itself at `/api/v1/openapi.json` (OpenAPI 3.1):
`localturn manage describe_api > docs/reference/api.md`. How to begin:
[ask with a program](../how-to/ask-with-a-program.md).

## What holds everywhere

- A question carries a token: `Authorization: Bearer lt_…`. Cookies and tokens in addresses are not
  looked at. A token never gives more than its owner may see and do on the pages at that moment.
- Moments are RFC 3339 in UTC, to the second; the zone in which they were meant stands beside them
  (`zone`). Days are days in that zone.
- Texts are in the language of the course (`language`); what a refusal says is in the language of
  the token's owner. Numbers and ids (`seat`, `id`, slugs) stay the same.
- A list is answered in pages: `items`, `count` of the whole, and `next`, the address of what
  follows or null. `limit` is 50 unless said otherwise and 100 at most.
- A refusal is `application/problem+json` (RFC 9457) with `status`, `title` and a sentence in
  `detail`: 401 for a token that is missing, wrong, revoked or expired, 403 with `scope` for one
  that is not good for this, 403 for what its owner may not do, 404, 405, 409, 422 with `errors`.
- A token may ask 300 times a minute, an address may try 30 wrong tokens in five minutes; then 429
  says in `Retry-After` after how many seconds to go on.
- Nothing is kept on the way (`Cache-Control: no-store`), and no page of another site can ask from
  a browser (no CORS).
- Within `v1` fields are added and nothing is taken away.

## Scopes
"""


def as_markdown() -> str:
    """The whole page."""
    return "\n".join(_lines(described())) + "\n"


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield HEAD
    yield "| scope | a program may |\n|---|---|"
    for scope in scopes():
        yield f"| `{scope.name}` | {scope.words} |"
    tag = ""
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            if operation["tags"] != [tag]:
                (tag,) = operation["tags"]
                yield f"\n## {tag}"
            yield from _operation(method, path, operation)
    yield "\n## What is answered and sent"
    for name, schema in found["components"]["schemas"].items():
        if name not in HIDDEN:
            yield from _schema(name, schema)


HIDDEN = {"Bounds", "Days"}
"""Only collect parameters."""


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n### `{method.upper()} {path}`\n"
    yield f"{operation['summary']}.\n"
    if "description" in operation:
        yield f"{operation['description']}\n"
    asked = operation["security"][0]["token"]
    yield f"- scope: {', '.join(f'`{each}`' for each in asked) or 'any token'}"
    parameters = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    if parameters:
        yield f"- may be asked with: {', '.join(f'`{each}`' for each in parameters)}"
    if "requestBody" in operation:
        yield f"- is sent: {_type(_content(operation['requestBody']))}"
    yield f"- answers: {_type(_content(operation['responses'][200]))}"


def _content(body: Mapping[str, Any]) -> Mapping[str, Any]:
    (kind,) = body["content"].values()
    schema: Mapping[str, Any] = kind["schema"]
    return schema


def _schema(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n### {name}\n"
    if "description" in schema:
        yield f"{' '.join(schema['description'].split())}\n"
    yield "| field | is | |\n|---|---|---|"
    for field, each in schema["properties"].items():
        words = " ".join(each.get("description", "").split())
        yield f"| `{field}` | {_type(each)} | {words} |"


def _type(schema: Mapping[str, Any]) -> str:
    """In a few words: "list of text", "moment or null"."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    return WORDS[schema.get("format", schema["type"])]


WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
    "date": "day",
    "date-time": "moment",
}
