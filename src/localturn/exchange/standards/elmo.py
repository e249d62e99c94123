"""A transcript as ELMO 1.7 (EMREX): https://github.com/emrex-eu/elmo-schemas.

It is not signed: a signature is optional since ELMO 1.5, and this house holds no key that a
university would trust. The digest that stands in it is what the transcript's page shows.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from xml.etree import ElementTree as Tree

from localturn.exchange.domain.transcripts import Record, University, names_of

NAMESPACE = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LEVELS: Mapping[str, str] = {"bachelor": "Bachelor", "master": "Master", "doctorate": "PhD"}
SCALE = "scale"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, not even written as a number (XML 1.0, 2.2)."""


def write(record: Record, *, issued_at: datetime, digest: str) -> bytes:
    """The file for one student; `issued_at` with its offset."""
    Tree.register_namespace("", NAMESPACE)
    elmo = Tree.Element(_name("elmo"))
    _add(elmo, "generatedDate", _moment(issued_at))
    learner = _add(elmo, "learner")
    given, family = names_of(record.student)
    _add(learner, "givenNames", given)
    _add(learner, "familyName", family)
    report = _add(elmo, "report")
    _issuer(report, record.host)
    _course(report, record)
    _add(report, "issueDate", _moment(issued_at))
    scheme = _add(report, "gradingScheme", localId=SCALE)
    _add(scheme, "description", scale_text(record), lang="en")
    papers = _add(elmo, "attachment")
    _add(papers, "identifier", record.number, type="local")
    _add(papers, "identifier", digest, type="sha256")
    _add(papers, "title", f"Transcript of records {record.number}", lang="en")
    _add(papers, "type", "Transcript of Records")
    if record.supersedes:
        _add(papers, "description", f"In place of {record.supersedes}.", lang="en")
    Tree.indent(elmo)
    made: bytes = Tree.tostring(elmo, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def scale_text(record: Record) -> str:
    """The scale and its distribution table in sentences: the schema has no field for the table of
    a reference group."""
    steps = "; ".join(
        f"{s.label} (from {s.least:f} % of the points): {s.share:f} %" for s in record.scale.steps
    )
    return (
        f"{record.scale.name}. Share of passing students with each grade: {steps}. "
        f"Reference group: {record.scale.reference}, {record.scale.students} students."
    )


def _issuer(report: Tree.Element, host: University) -> None:
    issuer = _add(report, "issuer")
    if len(host.country) == 2:
        _add(issuer, "country", host.country)
    _add(issuer, "identifier", host.slug, type="local")
    _add(issuer, "title", host.name)
    _add(issuer, "url", host.url)


def _course(report: Tree.Element, record: Record) -> None:
    course = _add(report, "learningOpportunitySpecification")
    if record.course_number:
        _add(course, "identifier", record.course_number, type="local")
    _add(course, "title", record.course, lang=record.language)
    _add(course, "type", "Course")
    if record.field:
        _add(course, "iscedCode", record.field)
    if record.url:
        _add(course, "url", record.url)
    given = _add(_add(course, "specifies"), "learningOpportunityInstance")
    _add(given, "start", record.first_day)
    _add(given, "date", record.last_day)
    _add(given, "status", "passed" if record.is_passed else "failed")
    _add(given, "gradingSchemeLocalId", SCALE)
    if record.mark:
        _add(given, "resultLabel", record.mark)
    for points, kind in record.credits_by_kind():
        credit = _add(given, "credit")
        _add(credit, "scheme", kind.lower() if kind.upper() == "ECTS" else kind)
        if record.level in LEVELS:
            _add(credit, "level", LEVELS[record.level])
        _add(credit, "value", f"{points:f}")
    if record.language:
        _add(given, "languageOfInstruction", record.language)


def _add(
    parent: Tree.Element, name: str, text: str = "", *, lang: str = "", **attributes: str
) -> Tree.Element:
    child = Tree.SubElement(parent, _name(name), attributes)
    if lang:
        child.set(XML_LANG, lang)
    if text:
        child.text = _NO_XML.sub("", text)
    return child


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
