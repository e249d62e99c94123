"""Holds what the exchange tells programs against the standards' own schemas.

    python -m workshop.standards ooapiv6.json moochub-schema.json http://127.0.0.1:8000

The first is `source/ooapiv6.json` of open-education-api/specification, which is not kept here
(docs/decisions/0017); the second stands in `tests/specimens/moochub`. The last is where a
demonstration is served. Ends with 1 where an answer is not as its schema has it.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import urlopen

from jsonschema import Draft202012Validator, FormatChecker

IDENTITIES = re.compile(r"\{(\w+)\}")
FINE, UNKNOWN_CALLER, MISSING = 200, 403, 404
OFFERINGS = "/courses/{courseId}/course-offerings"
SLIPS = {"/academic-sessions/{academicSessionId}/course-offerings": OFFERINGS}
"""Where 6.0 says of `items` that they are one offering, and means many."""


def main(ooapi: str, moochub: str, address: str) -> int:
    mistakes = [
        *_of_ooapi(json.loads(Path(ooapi).read_text(encoding="utf-8")), address),
        *_of_moochub(json.loads(Path(moochub).read_text(encoding="utf-8")), address),
    ]
    for each in mistakes:
        print(each)
    print(f"{len(mistakes)} mistakes")
    return 1 if mistakes else 0


def _of_ooapi(specification: dict[str, Any], address: str) -> Iterator[str]:
    """Every path that the service names, with an identity from a list where one is wanted."""
    base = f"{address}/exchange/ooapi/v6"
    _status, service = _ask(f"{base}/")
    known: dict[str, str] = {}
    for operation in sorted(service["supportedOperations"], key=lambda each: len(each["path"])):
        path = unquote(operation["path"])
        wanted = IDENTITIES.findall(path)
        if any(name not in known for name in wanted):
            yield f"{path}: no list has a {wanted}"
            continue
        filled = path.format(**known)
        expands = specification["paths"][path]["get"].get("parameters", [])
        possible = next((each for each in expands if each.get("name") == "expand"), None)
        queries = ["?pageSize=100&since=2000-01-01T00:00:00Z"]
        if possible:
            queries.append("?expand=" + ",".join(possible["schema"]["items"]["enum"]))
        for query in queries:
            status, answer = _ask(f"{base}{filled}{query}")
            if status != FINE:
                yield f"{path}{query}: {status}"
                continue
            schema = schema_of(specification, path)
            yield from faults(f"{path}{query}", specification, schema, answer)
            for item in answer.get("items", [])[:1]:
                known |= {key: value for key, value in item.items() if key.endswith("Id")}
    for path, status in (
        ("/courses?pageSize=7", 400),
        ("/course-offerings/{courseOfferingId}/course-offering-associations", UNKNOWN_CALLER),
        ("/courses/00000000-0000-0000-0000-000000000000", MISSING),
    ):
        found, answer = _ask(f"{base}{path.format(**known)}")
        if found != status:
            yield f"{path}: {found} instead of {status}"
        yield from faults(path, specification, {"$ref": "#/components/schemas/Problem"}, answer)


def schema_of(specification: dict[str, Any], path: str) -> dict[str, Any]:
    """What the Open Education API says of a path's answer, as it is meant."""
    response = specification["paths"][SLIPS.get(path, path)]["get"]["responses"]["200"]
    schema: dict[str, Any] = response["content"]["application/json"]["schema"]
    return schema


def _of_moochub(schema: dict[str, Any], address: str) -> Iterator[str]:
    _status, answer = _ask(f"{address}/exchange/bridges/moochub/courses")
    yield from faults("moochub", schema, schema, answer)


def faults(about: str, whole: dict[str, Any], schema: dict[str, Any], answer: Any) -> Iterator[str]:
    """What is wrong with an answer by a part of a whole schema, at most ten of it."""
    within = {key: value for key, value in whole.items() if key in {"components", "$defs"}}
    checker = Draft202012Validator({**schema, **within}, format_checker=FormatChecker())
    for error in list(checker.iter_errors(answer))[:10]:
        yield f"{about}: {error.json_path}: {error.message[:300]}"


def _ask(address: str) -> tuple[int, Any]:
    if not address.startswith("http"):
        raise ValueError(address)
    try:
        with urlopen(address) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
