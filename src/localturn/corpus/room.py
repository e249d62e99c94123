from localturn.foundation.languages import N_
from localturn.foundation.room import Room

room = Room(
    name="corpus",
    title=N_("Corpus"),
    urls="localturn.corpus.urls",
    prefix="corpus/",
    entrance="corpus:projects",
    todos="localturn.corpus.todos.todos",
    cards="localturn.corpus.cards.cards",
    thing_at="localturn.corpus.cards.thing_at",
    takes="localturn.corpus.cards.taking",
    quotations="localturn.corpus.cards.quotations",
    demo="localturn.corpus.demo.furnish",
    files_readable="localturn.corpus.permissions.can_read_file",
    arrivals={
        "corpus-document": "localturn.corpus.queries.arrivals.largest_document",
        "corpus-recording": "localturn.corpus.queries.recordings.largest_recording",
        "corpus-project": "localturn.corpus.queries.arrivals.largest_project",
    },
    personal_data="localturn.corpus.personal_data",
    timetable=(
        ("1d 03:20", "localturn.corpus.actions.imports.forget_left_batches"),
        ("1d 03:40", "localturn.corpus.actions.transfers.forget_old"),
        ("1d 03:50", "localturn.corpus.actions.drawing.forget_drawn_pages"),
        ("10m", "localturn.corpus.actions.finding.index_what_is_missing"),
        ("10m", "localturn.corpus.actions.giving_up.give_up_transfers"),
        ("10m", "localturn.corpus.actions.giving_up.give_up_imports"),
        ("1h", "localturn.corpus.actions.giving_up.work_out_again"),
    ),
)
