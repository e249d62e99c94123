"""Background tasks: a worker, what it does when one was killed, and the timetable."""
