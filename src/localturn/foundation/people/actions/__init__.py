"""The verbs of people: the only code that writes their tables."""
