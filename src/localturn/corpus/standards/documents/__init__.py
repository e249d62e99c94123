"""Documents of other programs, read as texts: `reading.read` for one, `bounded` for strangers'."""
