from localturn.foundation.languages import N_
from localturn.foundation.room import Room

room = Room(name="lobby", title=N_("Home"), urls="localturn.lobby.urls")
