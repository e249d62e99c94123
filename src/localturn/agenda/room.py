from localturn.foundation.languages import N_
from localturn.foundation.room import Room

room = Room(
    name="agenda",
    title=N_("Agenda"),
    urls="localturn.agenda.urls",
    prefix="agenda/",
    entrance="agenda:agenda",
    search_audiences="localturn.agenda.search.audiences_of",
    search_documents="localturn.agenda.search.all_documents",
    search_kinds="localturn.agenda.search.kinds",
    calendar_entries="localturn.agenda.calendar.calendar_entries",
    cards="localturn.agenda.cards.cards",
    thing_at="localturn.agenda.cards.thing_at",
    readable="localturn.agenda.cards.readable",
    announces="agenda:write",
    at_place="localturn.agenda.cards.announced_at",
    personal_data="localturn.agenda.personal_data",
    restored="localturn.agenda.actions.after_restore.after_restore",
    demo="localturn.agenda.demo.furnish",
    importers={
        "bounce": "localturn.agenda.actions.bounce_box.take_in_files",
        "mail": "localturn.agenda.actions.posting.import_mail",
    },
    timetable=(
        ("1d 03:30", "localturn.agenda.actions.indexing.tell_anew"),
        ("15m", "localturn.agenda.actions.asking.ask_due"),
        ("1d 04:50", "localturn.agenda.actions.asking.forget_log"),
        ("1d 04:40", "localturn.agenda.actions.retention.forget_readers"),
        ("1d 04:35", "localturn.agenda.actions.left_notes.note_leavings"),
        ("1d 04:50", "localturn.agenda.actions.retention.forget_registrants"),
        ("1d 04:55", "localturn.agenda.actions.retention.forget_unused_announcements"),
        ("5m", "localturn.agenda.actions.registering.pass_offers_on"),
        ("5m", "localturn.agenda.actions.telling_registrants.look_after_registrants"),
        ("10m", "localturn.agenda.actions.sending.look_after_letters"),
    ),
)
