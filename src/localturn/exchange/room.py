from localturn.foundation.languages import N_
from localturn.foundation.room import Room, Scope

room = Room(
    name="exchange",
    title=N_("Course exchange"),
    urls="localturn.exchange.urls",
    prefix="exchange/",
    entrance="exchange:catalogue",
    search_audiences="localturn.exchange.search.audiences_of",
    search_documents="localturn.exchange.search.all_documents",
    search_kinds="localturn.exchange.search.kinds",
    personal_data="localturn.exchange.personal_data",
    restored="localturn.exchange.actions.after_restore.after_restore",
    demo="localturn.exchange.demo.furnish",
    calendar_entries="localturn.exchange.calendar.calendar_entries",
    todos="localturn.exchange.todos.todos",
    scopes=(
        Scope(
            "applications:read",
            N_("Read how the students of the universities that you keep stand in the exchange"),
        ),
    ),
    timetable=(
        ("1d 03:40", "localturn.exchange.actions.listings.archive_past_years"),
        ("10m", "localturn.exchange.actions.applications.following.follow_the_academy"),
        ("1h", "localturn.exchange.actions.applications.reminders.remind_of_steps"),
        ("1d 04:20", "localturn.exchange.actions.harvesting.harvest_all"),
    ),
)
