"""Measuring, on both databases where a PostgreSQL is here."""

from workshop import environment, postgres
from workshop.places import PYTHON
from workshop.say import Stop, stage


def bench(words: list[str]) -> int:
    """`bench academy --database sqlite --enrolled 200`: see benchmarks/README.md."""
    environment.ready(everything=True)
    command = [str(PYTHON), "-m", "benchmarks", *words]
    wanted = "both"
    if "--database" in words:
        at = words.index("--database")
        wanted = words[at + 1] if at + 1 < len(words) else ""
        command = [str(PYTHON), "-m", "benchmarks", *words[:at], *words[at + 2 :]]
    if wanted not in {"both", "sqlite", "postgresql"}:
        raise Stop("--database is one of: sqlite, postgresql, both")
    missed = []
    if wanted in {"both", "sqlite"}:
        missed.append(stage("benchmarks on SQLite", command, {"LOCALTURN_DATABASE": ""}))
    if wanted in {"both", "postgresql"}:
        with postgres.server(durable=True) as address:
            missed.append(
                stage("benchmarks on PostgreSQL", command, {"LOCALTURN_DATABASE": address})
            )
    return 1 if any(missed) else 0
