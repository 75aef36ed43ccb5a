"""The panel in a frame of another tool: which pages may show it, and who looks at it there.

A frame on another site gets no cookie of ours, so what the panel asks for carries a token of the session
(`accounts.session_tokens`) in `Authorization: Panel …`. No cookie is looked at there, and no other page can
make a browser send that header: there is nothing to forge, hence no CSRF token.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from csp.constants import NONE
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.session_tokens import access_by, renewed, token_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from accounts.requests import SignedInRequest

    View = Callable[..., HttpResponse]

SCOPE: Final = "panel"
OWN: Final = ""
"""The origin of a token for a page that has the session itself: our own window, or a frame on our site."""

POPUP_COOKIE: Final = "terroir_panel"
POPUP_SECONDS: Final = 600
_COOP: Final = "Cross-Origin-Opener-Policy"
_RENEWED: Final = "X-Panel-Token"


def is_allowed(origin: str) -> bool:
    """Whether pages of this origin may show the panel."""
    return origin in settings.PANEL_ORIGINS


def host_of(origin: str) -> str:
    """What a person recognises of an origin; "" of what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def token_of(request: SignedInRequest, origin: str = OWN) -> str:
    """A token for the panel, for the session of this request."""
    return token_for(request, scope=SCOPE, origin=origin)


def framable(view: View) -> View:
    """PANEL_ORIGINS may put this page into a frame, if there are any; nobody else."""

    @wraps(view)
    def answer(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        response = view(request, *given, **named)
        origins = list(settings.PANEL_ORIGINS)
        response._csp_replace = {"frame-ancestors": origins or [NONE]}  # type: ignore[attr-defined]
        response.xframe_options_exempt = bool(origins)
        return response

    return answer


def panel_required(view: View) -> View:
    """Call the view as the person whose token this is, in their language and time zone; 401 without.

    The answer carries a newer token when this one grows old.
    """

    @csrf_exempt
    @never_cache
    @login_not_required
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        access = access_by(token, scope=SCOPE) if scheme == "Panel" else None
        if access is None or not (access.origin == OWN or is_allowed(access.origin)):
            response: HttpResponse = JsonResponse({"error": _("Sign in again.")}, status=401)
            response["WWW-Authenticate"] = 'Panel realm="panel"'
        else:
            person = access.person
            request.user = person
            with (
                translation.override(person.interface_language),
                timezone.override(ZoneInfo(person.time_zone)),
            ):
                response = view(request, *given, **named)
            response["Content-Language"] = person.interface_language
            if access.is_old:
                response[_RENEWED] = renewed(access)
        patch_vary_headers(response, ["Authorization"])
        return response

    return answer


def keeps_opener(response: HttpResponse) -> HttpResponse:
    """The window that opened this page stays within its reach: it is where the token goes."""
    response[_COOP] = "unsafe-none"
    return response


def remember_popup(response: HttpResponse) -> HttpResponse:
    """Signing in happens in this window for the next minutes, and must not part it from its opener."""
    response.set_cookie(
        POPUP_COOKIE, "1", max_age=POPUP_SECONDS, path=_sign_in_path(),
        samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return keeps_opener(response)


def _sign_in_path() -> str:
    """Where the pages of signing in lie."""
    return reverse("account_login").removesuffix("login/")


class PanelPopupMiddleware:
    """Sign-in pages on the way to the panel's connecting page keep their opener.

    Cross-Origin-Opener-Policy would otherwise cut the window off the frame for good. The cookie is only
    set by the connecting page, for an origin that is allowed, and is sent to the sign-in pages alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if POPUP_COOKIE in request.COOKIES and request.path.startswith(_sign_in_path()):
            response.headers[_COOP] = "unsafe-none"
        return response
