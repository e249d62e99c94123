"""A study as a package that others can check: data as CSV with what each column means (Frictionless
Data Package), the tables that were drawn from them, and a script that draws them again."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from localturn.corpus.domain.replication import ANSWER, DATA, TABLES, Study, tables_of
from localturn.foundation.tables.writing import as_csv

SCRIPT = Path(__file__).with_name("rebuild.txt")
"""Goes out as `rebuild.py`; here it is no part of the program, and older than its Python."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
README = """# {name}

{about}

Made with {origin} on {made_at}.

- `data/` has what was coded, and the codebook it was coded by. `datapackage.json` says what each
  column means (https://specs.frictionlessdata.io/data-package/).
- `texts/` has the documents that may be passed on. Of the others `data/documents.csv` has the
  SHA-256 of the text, by which anybody who has it can see that it is the same.
- Texts in the CSV files are as they are, also where they begin with =, +, - or @: a spreadsheet may
  take such a cell for a formula. Have it read all columns as text.
- Positions count code points of the text in NFC with line feeds, from 0; the last is not included.
- Coders are numbers. Passages of documents that are not public are quoted only where they were
  released.
- What was coded with a code that is no longer in use counts as before; a code that was merged into
  another one counts as that.
- `data/assignments.csv` says who was to code what in each round that is closed, and on which
  documents coders are compared; `data/settlements.csv` what was settled where they differed.
- `data/agreement.csv` has how far coders agree as it was worked out when the round was closed, with
  its intervals, which are drawn by chance and not drawn again here.
- `tables/` has the tables of the study, and of each saved question the cells in which something was
  coded. `python3 rebuild.py` draws each of them again from `data/` and says whether it is the same;
  it needs nothing but Python 3.9 or later. `agreement_by_code` and `alpha_by_round` are of the
  documents in this package as they are coded now: where all documents of the round are in it and
  none was changed since, they are the figures of `data/agreement.csv`.
- `project.qdpx`, if there is one, opens in other programs for qualitative analysis (REFI-QDA 1.5).
- `questions.json` has the questions that were put to the data, in the keys of `data/`, with the
  table of each. Where one `is_cut`, its table has the first rows and columns alone.
- `checksums.txt` has the SHA-256 of every file.
"""


def write_package(study: Study, *, origin: str, qdpx: bytes = b"") -> bytes:
    """The package as an archive; the same for the same study."""
    files: dict[str, bytes] = {
        "README.md": README.format(
            name=study.name, about=study.about, origin=origin, made_at=study.made_at
        ).encode("utf-8", "replace")
    }
    for name, fields in DATA.items():
        files[f"data/{name}.csv"] = as_csv(
            [f.name for f in fields], study.data[name], verbatim=True
        )
    heads = {**TABLES, **dict.fromkeys(study.answers, ANSWER)}
    for name, rows in {**tables_of(study), **study.answers}.items():
        files[f"tables/{name}.csv"] = as_csv(heads[name], rows, verbatim=True)
    for key, text in study.texts.items():
        files[f"texts/{key}.txt"] = text.encode("utf-8", "replace")
    files["rebuild.py"] = SCRIPT.read_bytes()
    files["questions.json"] = _json(list(study.questions))
    if qdpx:
        files["project.qdpx"] = qdpx
    files["datapackage.json"] = _json(_described(study, heads, files))
    files["checksums.txt"] = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()
    ).encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _described(
    study: Study, heads: Mapping[str, Sequence[str]], files: Mapping[str, bytes]
) -> dict[str, object]:
    data = [
        {
            "name": name.replace("_", "-"),
            "path": f"data/{name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "hash": f"sha256:{hashlib.sha256(files[f'data/{name}.csv']).hexdigest()}",
            "schema": {
                "fields": [
                    {"name": f.name, "type": f.kind, "description": f.explained} for f in fields
                ],
                "missingValues": [""],
            },
        }
        for name, fields in DATA.items()
    ]
    tables = [
        {
            "name": f"table-{name.replace('_', '-')}",
            "path": f"tables/{name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": [{"name": each} for each in head], "missingValues": [""]},
        }
        for name, head in heads.items()
    ]
    return {
        "profile": "tabular-data-package",
        "name": "study",
        "title": study.name,
        "description": study.about,
        "created": study.made_at,
        "resources": [*data, *tables],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
