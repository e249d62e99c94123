"""Outside addresses, asked safely: `get` and `NotFetched`. No other part opens a connection."""

from localturn.foundation.fetch.asking import Answer, Limits, get
from localturn.foundation.fetch.refusing import NotFetched, Reason

__all__ = ["Answer", "Limits", "NotFetched", "Reason", "get"]
