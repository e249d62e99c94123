"""What programs may ask of the academy, and the little that they may do."""

from ninja import Router

from localturn.academy.api import catalogue, guiding, learning, meeting, nominating

router = Router()
for part in (catalogue, learning, guiding, meeting, nominating):
    router.add_router("", part.router)

__all__ = ["router"]
