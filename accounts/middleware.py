"""Language and time zone of whoever asks; adds no query to those that fetch the person."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers


class PreferencesMiddleware:
    """Stands after AuthenticationMiddleware.

    Signed in: what they chose in their settings. Else: the language cookie or the browser's
    languages, and the site's time zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if person.is_authenticated:
            language = person.interface_language
            zone = ZoneInfo(person.time_zone)
        else:
            language = translation.get_language_from_request(request)
            zone = timezone.get_default_timezone()
        # Found by now, and looked at hundreds of times a page: not through a lazy object.
        request.user = getattr(request, "_cached_user", person)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
