"""Markdown, sanitised, with citations."""
