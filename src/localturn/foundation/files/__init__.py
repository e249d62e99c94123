"""Uploaded files, each served only to who may see what it belongs to.

A room stores a file for a `subject` of its own ("academy/hand-in/12") and says in its `Room` who
may read it (`files_readable`); `serving.answer` sends it once that is settled.
"""
