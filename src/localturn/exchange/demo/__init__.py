"""The demonstration: six invented universities, their courses of this year and of the last."""

from localturn.exchange.demo.story import furnish

__all__ = ["furnish"]
