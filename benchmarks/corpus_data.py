"""A research project of any size: documents of invented words, codes in a tree, codings."""

import random
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CODES = 60
FULL = 500
"""Codings of the first document."""
AT_ONCE = 5_000


def make_project(*, documents: int, words: int, codings: int) -> Any:
    """Who leads it; the texts are of sentences in paragraphs of about eighty words."""
    from django.db import transaction

    from localturn.corpus.actions import codebook, projects
    from localturn.corpus.domain.terms import Level
    from localturn.corpus.models import Member, ProjectDocument
    from localturn.foundation.library.actions import keep
    from localturn.foundation.library.text import as_it_stands
    from localturn.foundation.people.models import Person

    person = Person.objects.create_user(
        "corpus@town.example", name="Lea Lead", welcomed_at=NOW, can_author=True
    )
    project = projects.begin("Networks", by=person, now=NOW)
    lead = Member.objects.select_related("project").get(project=project)
    dice = random.Random(7)
    with transaction.atomic():
        nodes = [
            codebook.add(
                codebook.Wording(f"Code {n:02}", Level.CODE, colour=n % 12),
                under=None,
                by=lead,
                now=NOW,
            )
            for n in range(CODES)
        ]
        codebook.freeze(by=lead, now=NOW)
        rows = []
        for number in range(documents):
            version = keep(
                as_it_stands(text_of(dice, words)), title=f"Document {number:05}", now=NOW
            )
            rows.append(
                ProjectDocument(
                    project=project,
                    document_id=version.document_id,
                    version=version,
                    kind="public",
                    title=f"Document {number:05}",
                    folded=f"document {number:05}",
                    language="en",
                    words=version.words,
                    characters=version.characters,
                    added_at=NOW,
                    added_by=lead,
                )
            )
        made = ProjectDocument.objects.bulk_create(rows, batch_size=AT_ONCE)
        _code(dice, made, nodes, lead, codings)
    return person


PLAIN = [f"{a}{b}" for a in ("ci", "mi", "po", "re", "ha", "no") for b in ("ty", "gra", "licy")]
WORDS = [*PLAIN, "harbour", "network", "asylum", "school", "union", "money", "refugees", "and"]


def text_of(dice: random.Random, words: int) -> str:
    paragraphs, left = [], words
    while left > 0:
        size = min(80, left)
        said = dice.choices(WORDS, k=size)
        paragraphs.append(" ".join(said).capitalize() + ".")
        left -= size
    return "\n\n".join(paragraphs)


def _code(dice: random.Random, documents: Any, nodes: Any, lead: Any, codings: int) -> None:
    from localturn.corpus.models import CodebookVersion, Coding

    frozen = CodebookVersion.objects.get(project=lead.project)
    waiting = []
    for number in range(codings):
        document = documents[0 if number < FULL else number % len(documents)]
        size = dice.randrange(20, 200)
        start = dice.randrange(max(1, document.characters - size))
        waiting.append(
            Coding(
                project_id=lead.project_id,
                document=document,
                version_id=document.version_id,
                start=start,
                end=min(start + size, document.characters),
                quote="x" * size,
                code=nodes[dice.randrange(len(nodes))],
                coder=lead,
                made_under=frozen,
                made_at=NOW,
                changed_at=NOW,
            )
        )
        if len(waiting) == AT_ONCE:
            Coding.objects.bulk_create(waiting)
            waiting = []
    Coding.objects.bulk_create(waiting)
