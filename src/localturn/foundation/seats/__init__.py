"""Capacity: who has a place."""
