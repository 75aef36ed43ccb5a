"""The request that a view behind sign-in gets."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    """LoginRequiredMiddleware has let it through: the user is a person."""

    user: User
    htmx: HtmxDetails
