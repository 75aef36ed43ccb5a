"""The request as our views have it: `LoginRequiredMiddleware` let only people through."""

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST, where every box was unticked, is one."""
    return request.POST if request.method == "POST" else None
