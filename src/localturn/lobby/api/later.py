"""Addresses whose module is loaded when one of them is asked for.

Django imports every module of addresses with the first page, because any of them may be named by
one. No page names an address of the API, and what answers there takes half a second to load.
"""

from django.urls.resolvers import RoutePattern, URLResolver


class Later(URLResolver):
    """A part of the addresses with a namespace of its own, loaded on demand."""

    def __init__(self, route: str, module: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Offer none of the names to who is outside of the namespace."""
