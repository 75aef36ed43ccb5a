"""The parts of the frame that every page carries: drawn once and kept, filled in for each request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from knowledge.ui import kept, pieces, slots
from knowledge.ui.addresses import address_of
from knowledge.ui.preferences import letter_keys_of, theme_of
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def facts(request: HttpRequest) -> dict[str, Any]:
    """What decides the shape of a page around its parts."""
    return {
        "theme": theme_of(request),
        "letter_keys": letter_keys_of(request),
        "product_name": settings.PRODUCT_NAME,
    }


def holes(request: HttpRequest, query: str) -> dict[str, Any]:
    """The parts that are put into a page drawn before; the bar's search field holds `query`."""
    return {
        "person_key": person_key(request),
        "csrf_token": form_token(request),
        "frame_scripts": scripts(request),
        "frame_bar": bar(request, query=query, with_search=True),
        "frame_messages": messages(request),
        "frame_foot": foot(request),
        "frame_shortcuts": shortcuts(request),
        **{f"slot_{name}": slots.render(name, request) for name in ("head", "banner", "tray")},
    }


def person_key(request: HttpRequest) -> str:
    """Under which scripts keep on the device what is this person's; "" for nobody."""
    return str(getattr(getattr(request, "user", None), "pk", None) or "")


def head(theme: str) -> SafeString:
    """What every `<head>` begins with."""
    return kept.draw("ui/head.html", {"theme": theme})


def scripts(request: HttpRequest) -> SafeString:
    """The scripts of every page, which the security policy knows by this answer's nonce."""
    nonce = getattr(request, "csp_nonce", "")
    return kept.draw("ui/scripts.html", {}, {"csp_nonce": str(nonce)})


def bar(request: HttpRequest, *, query: str, with_search: bool) -> SafeString:
    """The bar on top: its search field holds `query`, unless the page has a field of its own."""
    home = _address_of("home")
    facts = {
        "home_url": home,
        "is_home": request.path == home,
        "with_search": with_search,
        "product_name": settings.PRODUCT_NAME,
    }
    links, menu = slots.render("bar", request), profile_menu(request)
    return kept.draw("ui/bar.html", facts, {"query": query, "links": links, "menu": menu})


def messages(request: HttpRequest) -> SafeString:
    """What was said of the last press, if anything."""
    found = said(get_messages(request))
    return render_to_string("ui/messages.html", {"messages": found}) if found else mark_safe("")


def said(messages: Iterable[Any]) -> list[tuple[str, str, str]]:
    """Icon, class and words of each of Django's messages."""
    return [(*pieces.MESSAGES.get(m.level_tag, ("info", "")), str(m)) for m in messages]


def foot(request: HttpRequest) -> SafeString:
    """The last line of every page."""
    facts = {"product_name": settings.PRODUCT_NAME, "company_name": settings.COMPANY_NAME}
    return kept.draw("ui/foot.html", facts, {"rest": slots.render("foot", request)})


def profile_menu(request: HttpRequest) -> SafeString:
    """The menu under the person's face, or under a plain sign for nobody."""
    user = getattr(request, "user", None)
    knows_who = user is not None and user.is_authenticated
    holes: dict[str, Any] = {
        "entries": slots.render("menu", request),
        "csrf_token": form_token(request),
        "way_back": request.get_full_path(),
    }
    if user is not None and knows_who:
        holes |= {
            "face": pieces.face(user),
            "display_name": user.display_name,
            "profile_url": user.get_absolute_url(),
        }
    facts = {
        "knows_who": knows_who,
        "theme": theme_of(request),
        "languages": _languages,
    }
    return kept.draw("ui/profile_menu.html", facts, holes)


def shortcuts(request: HttpRequest) -> SafeString:
    """The dialog of keys and signs."""
    holes = {"csrf_token": form_token(request), "way_back": request.get_full_path()}
    return kept.draw("ui/shortcuts.html", {"letter_keys": letter_keys_of(request)}, holes)


def palette() -> SafeString:
    """The search dialog, where a package searches."""
    return kept.draw("ui/palette.html")


def _languages() -> Any:
    """Called while drawing: their names are lazy, and no key to keep anything under."""
    return settings.LANGUAGES


def _address_of(route: str) -> str:
    """Of a package that may not be there; then ""."""
    try:
        return address_of(route)
    except NoReverseMatch:
        return ""


def new_article_link(request: HttpRequest) -> SafeString | str:
    """The key to write, wherever one is; nothing where no package writes articles."""
    url = _address_of("articles:new")
    if not url:
        return ""
    return bar_link(request, url, gettext("New article"), icon="pen", wide=True)


def collect_url_of(copy_url: str) -> str:
    """Where the key beside a copy key collects the same passage; "" where no package collects it."""
    return collecting()(copy_url)


def collecting() -> Callable[[str], str]:
    """The same for the many copy keys of a list."""
    copying, collecting = _address_of("replies:copy"), _address_of("replies:tray_collect")
    if not (copying and collecting):
        return lambda copy_url: ""
    return lambda copy_url: (
        collecting + copy_url.removeprefix(copying) if copy_url.startswith(f"{copying}?") else ""
    )


def bar_link(
    request: HttpRequest,
    url: str,
    label: str,
    *,
    icon: str,
    count: int | None = None,
    wide: bool = False,
) -> SafeString:
    """A link of the top bar, for functions that fill the slot “bar”."""
    facts = {
        "url": url, "label": label, "icon": icon, "count": count, "wide": wide,
        "current": request.path == url,
    }  # fmt: skip
    return kept.draw("ui/bar_link.html", facts)


def fill_slots() -> None:
    """Called when the application starts. Order in the bar: ask 20, write 30, week 40, inbox 60."""
    slots.register("bar", new_article_link, order=30)
