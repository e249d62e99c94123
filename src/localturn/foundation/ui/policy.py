"""What browsers may load is the same for every page, so the header that says it is made once."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_WITH_STYLES_WITHIN = {404, 500}
"""Django's own pages for whoever develops."""


class PolicyMiddleware:
    """Sends the policy that `CONTENT_SECURITY_POLICY` describes, unless an answer has one of its
    own. Django-csp's middleware puts it together anew for every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in _WITH_STYLES_WITHIN):
            response.headers.setdefault(HEADER, self.policy)
        return response
