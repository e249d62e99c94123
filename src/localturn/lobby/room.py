from localturn.foundation.languages import N_
from localturn.foundation.room import Page, Room, Scope

room = Room(
    name="lobby",
    title=N_("Home"),
    urls="localturn.lobby.urls",
    pages=(
        Page(N_("Places"), "places"),
        Page(N_("Calendar"), "calendar", signed_in=True),
    ),
    api="localturn.lobby.api.own.router",
    scopes=(
        Scope("profile:read", N_("Read your name, address, language, zone and organisations")),
        Scope("calendar:read", N_("Read your calendar")),
    ),
    demo_joined="localturn.lobby.demo.join",
    todos="localturn.lobby.todos.todos",
    timetable=(
        ("1d 01:00", "localturn.lobby.actions.backups.back_up_on_schedule"),
        ("7d 03:30", "localturn.lobby.actions.search.rebuild_every_week"),
    ),
)
