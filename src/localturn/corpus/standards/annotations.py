"""Codings as W3C Web Annotations: https://www.w3.org/TR/annotation-model/, JSON-LD."""

import json
from typing import Any

from localturn.corpus.domain.interchange import Code, Coder, Coding, Guid, Passage, Project, Source
from localturn.foundation.library.text import digest, quote

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write_annotations(project: Project, *, origin: str) -> bytes:
    """One page of annotations; each points at its passage by position (code points of the text in
    NFC with line feeds, whose SHA-256 is with it) and by its wording."""
    codes = {code.guid: code for code in project.codes}
    coders = {coder.guid: coder for coder in project.coders}
    items = [
        _annotation(source, passage, coding, codes[coding.code], coders.get(coding.coder))
        for source, passage, coding in project.codings()
    ]
    page: dict[str, Any] = {
        "@context": [CONTEXT, {"sha256": "https://schema.org/sha256"}],
        "id": _urn(project.guid),
        "type": "AnnotationPage",
        "label": project.name,
        "generator": {"type": "Software", "name": origin},
        "items": items,
    }
    return json.dumps(page, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _annotation(
    source: Source, passage: Passage, coding: Coding, code: Code, coder: Coder | None
) -> dict[str, Any]:
    said = quote(source.text, passage.start, passage.end)
    body: list[dict[str, Any]] = [
        {
            "type": "SpecificResource",
            "source": {"id": _urn(code.guid), "label": code.name},
            "purpose": "classifying",
        }
    ]
    if passage.memo:
        body.append({"type": "TextualBody", "value": passage.memo, "purpose": "commenting"})
    annotation: dict[str, Any] = {
        "id": _urn(coding.guid),
        "type": "Annotation",
        "motivation": "classifying",
        "body": body,
        "target": {
            "source": {"id": _urn(source.guid), "label": source.name},
            "state": {"type": "State", "sha256": digest(source.text)},
            "selector": [
                {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": said.exact,
                    "prefix": said.prefix,
                    "suffix": said.suffix,
                },
            ],
        },
    }
    if coder:
        annotation["creator"] = {"id": _urn(coder.guid), "type": "Person", "name": coder.name}
    if coding.coded_at:
        annotation["created"] = coding.coded_at.isoformat(timespec="seconds")
    return annotation


def _urn(guid: Guid) -> str:
    return f"urn:uuid:{guid}"
