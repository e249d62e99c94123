"""PostgreSQL as Django knows it, but for how a connection that is kept is looked at."""
