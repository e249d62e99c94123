"""The demonstration: a research project on invented city networks of two continents."""

from localturn.corpus.demo.story import furnish

__all__ = ["furnish"]
