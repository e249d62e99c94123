"""Courses of several universities in one catalogue."""
