"""The page that shows every component in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gallery(request: HttpRequest) -> HttpResponse:
    """All components; `?dir=rtl` writes the page from right to left."""
    context = {}
    if request.GET.get("dir") == "rtl":
        context["direction"] = "rtl"
    return render(request, "ui/gallery.html", context)
