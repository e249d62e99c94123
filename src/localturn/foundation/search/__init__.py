"""One index over what the rooms offer, and only what the reader may see.

A room hands in a `Document` for each thing that can be found, in the transaction that changes the
thing, and says which audiences a reader belongs to. Words are folded here, in Python, so that both
databases find the same.
"""

from localturn.foundation.search.documents import OPERATORS, PUBLIC, Document, KindName

__all__ = ["OPERATORS", "PUBLIC", "Document", "KindName"]
