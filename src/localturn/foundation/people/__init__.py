"""Persons, organisations and who belongs to what."""
