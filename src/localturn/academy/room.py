from localturn.foundation.languages import N_
from localturn.foundation.room import Room, Scope

room = Room(
    name="academy",
    title=N_("Courses"),
    urls="localturn.academy.urls",
    prefix="academy/",
    search_audiences="localturn.academy.search.audiences_of",
    search_documents="localturn.academy.search.all_documents",
    search_kinds="localturn.academy.search.kinds",
    files_readable="localturn.academy.permissions.can_read_file",
    arrivals={
        "course-folder": "localturn.academy.permissions.largest_archive",
        "hand-in": "localturn.academy.queries.hand_ins.largest_work_file",
        "group-hand-in": "localturn.academy.queries.groupwork.largest_group_file",
    },
    cards="localturn.academy.cards.cards",
    thing_at="localturn.academy.cards.thing_at",
    at_place="localturn.academy.cards.runs_at",
    entrance="academy:courses",
    calendar_entries="localturn.academy.calendar.calendar_entries",
    todos="localturn.academy.todos.todos",
    api="localturn.academy.api.router",
    scopes=(
        Scope(
            "learning:read",
            N_("Read your courses: what you have done, what is missing and by when"),
        ),
        Scope(
            "facilitation:read",
            N_("Read people, results and waiting work of the runs that you guide"),
        ),
        Scope(
            "attendance:write",
            N_("Record who was at the live sessions of the runs that you guide"),
        ),
        Scope(
            "nominations:read",
            N_("Read whom your organisations nominated, and how far those are who agreed to it"),
        ),
    ),
    demo="localturn.academy.demo.furnish",
    personal_data="localturn.academy.personal_data",
    importers={"course": "localturn.academy.actions.folders.import_folder"},
    exporters={"course": "localturn.academy.actions.folders.export_folder"},
    timetable=(
        ("1d 03:10", "localturn.academy.actions.retention.forget_old_invitations"),
        ("1d 03:20", "localturn.academy.actions.media.forget_idle_media"),
        ("10m", "localturn.academy.actions.attempts.close_due_attempts"),
        ("10m", "localturn.academy.actions.surveys.close_due_surveys"),
        ("10m", "localturn.academy.actions.announcements.mail_announcements"),
        ("1d 04:00", "localturn.academy.actions.following.tell_of_the_day"),
        ("10m", "localturn.academy.actions.enrolment.moving_up.give_places_on"),
        ("1d 02:40", "localturn.academy.actions.looks.take_looks"),
        ("1h", "localturn.academy.actions.reminders.tell_of_openings"),
        ("1h", "localturn.academy.actions.reminders.remind_of_deadlines"),
        ("1h", "localturn.academy.actions.reminders.remind_of_meetings"),
        ("1h", "localturn.academy.actions.reminders.remind_of_comments"),
        ("1h", "localturn.academy.actions.paper_reminders.remind_of_proposals"),
        ("10m", "localturn.academy.actions.groupwork.settle_group_works"),
        ("1d 05:00", "localturn.academy.actions.reminders.remind_of_pauses"),
    ),
)
