"""Which device the browser is that asks, by a signed cookie; and that it goes on being its person's.

Terminals are shared: who is signed in counts, on every request. Its person, back in a new session, wakes the
device; nobody puts it to sleep; signing out, or another person, removes it. A browser without the cookie
costs nothing, one with it no query as long as its session stays the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from knowledge.notifications.actions.devices import (
    put_device_to_sleep,
    remove_device,
    wake_device,
)
from knowledge.notifications.queries.devices import push_is_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from accounts.requests import SignedInRequest
    from knowledge.notifications.models import PushDevice

COOKIE_SECONDS: Final = 366 * 24 * 3_600
ASLEEP: Final = ""
_SALT: Final = "terroir.push.device"


@dataclass(frozen=True, slots=True)
class Told:
    """What the cookie says: a device, its person, and a mark of the session in which they were last seen
    there; ASLEEP when nobody was.
    """

    device: int
    person: int
    mark: str


def told_here(request: HttpRequest) -> Told | None:
    """None where no device was added, and for what we did not sign."""
    said = request.COOKIES.get(settings.PUSH_COOKIE_NAME) if push_is_on() else None
    if not said:
        return None
    try:
        device, person, mark = signing.loads(said, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Told(int(device), int(person), str(mark))


def device_here(request: SignedInRequest) -> int:
    """The number of the device that this browser is for whoever is signed in; 0 for none."""
    told = told_here(request)
    return told.device if told and told.person == request.user.pk else 0


def remember_device(request: HttpRequest, response: HttpResponseBase, device: PushDevice) -> None:
    """This browser is that device from now on."""
    _keep(response, Told(device.pk, device.person_id, _mark_of(request)))


def forget_device(response: HttpResponseBase) -> None:
    """This browser is no device any more."""
    response.delete_cookie(settings.PUSH_COOKIE_NAME, samesite="Lax", path="/")
    response.cookies[settings.PUSH_COOKIE_NAME]["secure"] = settings.SESSION_COOKIE_SECURE


class PushDeviceMiddleware:
    """Stands after AuthenticationMiddleware; acts when the answer is there, so that a sign-in or sign-out of
    this very request counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        told = told_here(request)
        if told is not None and settings.PUSH_COOKIE_NAME not in response.cookies:
            _settle(request, response, told)
        return response


def _settle(request: HttpRequest, response: HttpResponseBase, told: Told) -> None:
    if request.user.is_authenticated and request.user.pk == told.person:
        mark = _mark_of(request)
        known = told.mark == mark or wake_device(
            pk=told.device, person=request.user, session_key=request.session.session_key or ""
        )
    elif request.user.is_authenticated or _signs_out(request):
        remove_device(pk=told.device)
        mark, known = ASLEEP, False
    else:
        mark, known = ASLEEP, told.mark == ASLEEP or put_device_to_sleep(pk=told.device)
    if not known:
        forget_device(response)
    elif mark != told.mark:
        _keep(response, Told(told.device, told.person, mark))


def _signs_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.view_name == "account_logout"


def _mark_of(request: HttpRequest) -> str:
    """Another one in each session and each month: once a month the device is noted as used."""
    said = f"{request.session.session_key}:{timezone.now():%Y-%m}"
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()[:24]


def _keep(response: HttpResponseBase, told: Told) -> None:
    response.set_cookie(
        settings.PUSH_COOKIE_NAME,
        signing.dumps([told.device, told.person, told.mark], salt=_SALT),
        max_age=COOKIE_SECONDS,
        path="/",
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
