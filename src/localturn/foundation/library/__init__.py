"""Documents whose text stays as it was read, so that a passage can be pointed at for ever."""
