from localturn.foundation.library.models.document import Document, TextVersion

__all__ = ["Document", "TextVersion"]
