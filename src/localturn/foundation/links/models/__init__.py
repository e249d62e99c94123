from localturn.foundation.links.models.link import Link

__all__ = ["Link"]
