"""Composition: the environment, the settings, the addresses."""
