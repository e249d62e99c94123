"""Pages across rooms: home, search, the joint calendar, city pages, personal data, operators."""
