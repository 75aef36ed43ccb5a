"""The panel's pages: the panel itself, the window that connects it, the key for any page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from knowledge.replies.embedding import (
    framable,
    host_of,
    is_allowed,
    keeps_opener,
    remember_popup,
    token_of,
)
from knowledge.replies.forms.panel import Case, Connecting
from knowledge.replies.views.panel_parts import desk_of
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.requests import SignedInRequest

AGREED: Final = "panel_origins"
"""In the session: origins that the person agreed to since signing in."""

_BOOKMARKLET: Final = (
    "(()=>{{const s=String(getSelection()).trim().slice(0,4000);"
    "open('{url}#text='+encodeURIComponent(s),'terroir-panel','popup,width=400,height=760')}})()"
)


@framable
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest) -> HttpResponse:
    """Beside a case in another tool, in a small window, or alone. Without a session it is empty: who
    looks at it is known by its token alone. Without JavaScript its form is sent here: not in an address,
    where the customer's words would stay.
    """
    case = Case.read(request.POST if request.method == "POST" else request.GET)
    context: dict[str, Any] = {
        "origins": list(settings.PANEL_ORIGINS),
        "told_origin": request.GET.get("origin", ""),
        "sign_in_url": f"{reverse('account_login')}?next={quote(request.get_full_path())}",
        "case": case,
    }
    if request.user.is_authenticated:
        signed_in: SignedInRequest = request  # type: ignore[assignment]
        context |= {"token": token_of(signed_in), **desk_of(signed_in, case)}
    return page(request, "replies/panel/panel.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """A window of its own, never a frame: who asks, and once they agree a token for the frame.

    It opens for origins that are allowed alone, and hands the token to a window of ours alone
    (static/js/panel-connect.js): no other page, whoever opened this one, can receive it.
    """
    asked = Connecting.read(request.POST if request.method == "POST" else request.GET)
    if asked is None or not is_allowed(asked.origin):
        context = {"host": host_of(asked.origin) if asked else ""}
        return page(request, "replies/panel/not_allowed.html", context, status=403)
    if not request.user.is_authenticated:
        return remember_popup(redirect_to_login(request.get_full_path()))
    signed_in: SignedInRequest = request  # type: ignore[assignment]
    agreed = request.session.get(AGREED, [])
    told: dict[str, Any] = {"host": host_of(asked.origin), "asked": asked}
    if request.method == "POST" and asked.origin not in agreed:
        request.session[AGREED] = agreed = [*agreed, asked.origin]
    if asked.origin in agreed:
        told["token"] = token_of(signed_in, asked.origin)
    return keeps_opener(page(request, "replies/panel/connect.html", told))


@require_safe
def bookmarklet(request: SignedInRequest) -> HttpResponse:
    """A key for the bookmarks bar: the panel in a small window, with what is selected."""
    code = _BOOKMARKLET.format(url=request.build_absolute_uri(reverse("replies:panel")))
    address = f"javascript:{quote(code, safe='()=>{}.,;+?&:/!*~#')}"
    context = {"bookmarklet": address, "origins": list(settings.PANEL_ORIGINS)}
    return page(request, "replies/panel/bookmarklet.html", context)
