"""Uploaded files, each served only to who may see what it belongs to."""
