"""The reply panel: who may frame it, who is connected, and for how long."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.session_tokens import access_by
from knowledge.articles.models import Article
from knowledge.replies.embedding import POPUP_COOKIE, SCOPE
from tests.conftest import ClientOf
from tests.replies.panel.conftest import CONNECT, NONCE, ORIGIN, Post, token_in

# Frames


def test_only_configured_origins_may_frame_the_panel(client: Client, db: None) -> None:
    answer = client.get("/panel/")
    assert f"frame-ancestors {ORIGIN};" in f"{answer['Content-Security-Policy']};"
    assert "X-Frame-Options" not in answer


def test_without_the_setting_nobody_may_and_administrators_are_told_so(
    client: Client, administrator: User, contact: User, client_of: ClientOf, settings: Any
) -> None:
    settings.PANEL_ORIGINS = []
    answer = client.get("/panel/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    said = "No other tool may show this panel"
    assert said in client_of(administrator).get("/panel/").content.decode()
    assert said not in client_of(contact).get("/panel/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/", "/search/", "/panel/bookmarklet/", f"{CONNECT}?origin={ORIGIN}&nonce={NONCE}", CONNECT],
)
def test_every_other_page_keeps_refusing_frames(
    path: str, contact: User, client_of: ClientOf
) -> None:
    answer = client_of(contact).get(path)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_panel_tells_a_stranger_nothing(client: Client, article: Article) -> None:
    page = client.get("/panel/?text=orange+light").content.decode()
    assert "Orange light" not in page
    assert 'data-token=""' in page
    assert "Unplug" not in page


def test_the_panel_is_kept_nowhere(contact: User, client_of: ClientOf) -> None:
    assert "no-store" in client_of(contact).get("/panel/")["Cache-Control"]


# Connecting


def test_the_person_sees_who_asks_and_hands_over_a_token_only_by_pressing(
    contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    page = client.get(CONNECT, {"origin": ORIGIN, "nonce": NONCE})
    words = page.content.decode()
    assert "tickets.example" in words
    assert contact.display_name in words
    assert "data-token" not in words
    handed = client.post(CONNECT, {"origin": ORIGIN, "nonce": NONCE})
    assert "no-store" in handed["Cache-Control"]
    assert f'data-nonce="{NONCE}"' in handed.content.decode()
    access = access_by(handed.context["token"], scope=SCOPE)
    assert access is not None
    assert (access.person, access.origin) == (contact, ORIGIN)


def test_who_agreed_once_is_not_asked_again_until_they_sign_out(
    contact: User, client_of: ClientOf, settings: Any
) -> None:
    client = client_of(contact)
    token_in(client)
    asked = {"origin": ORIGIN, "nonce": "m" * 24}
    assert "token" in client.get(CONNECT, asked).context
    settings.PANEL_ORIGINS = [ORIGIN, "https://chat.example"]
    other = client.get(CONNECT, asked | {"origin": "https://chat.example"})
    assert "token" not in other.context
    client.post("/accounts/logout/")
    client.force_login(contact)
    assert "token" not in client.get(CONNECT, asked).context


@pytest.mark.parametrize(
    ("origin", "nonce"),
    [
        ("https://evil.example", NONCE),
        ("", NONCE),
        (f"{ORIGIN}.evil.example", NONCE),
        (f"{ORIGIN}/", NONCE),
        ("*", NONCE),
        ("null", NONCE),
        ("javascript:alert(1)", NONCE),
        ("http://[", NONCE),
        ("\0", NONCE),
        (ORIGIN, ""),
        (ORIGIN, "short"),
        (ORIGIN, '"><script>' * 3),
    ],
)
def test_nobody_else_is_connected(
    origin: str, nonce: str, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    for ask in (client.get, client.post):
        answer = ask(CONNECT, {"origin": origin, "nonce": nonce})
        assert answer.status_code == 403
        assert "data-token" not in answer.content.decode()
        assert "<script>'" not in answer.content.decode()


def test_agreeing_needs_the_form_of_our_own_page(contact: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(contact)
    assert client.post(CONNECT, {"origin": ORIGIN, "nonce": NONCE}).status_code == 403


def test_signing_in_on_the_way_keeps_the_window_that_opened_it(
    client: Client, contact: User
) -> None:
    asked = f"{CONNECT}?origin={ORIGIN}&nonce={NONCE}"
    away = client.get(asked)
    assert away.status_code == 302
    assert away["Location"].startswith("/accounts/login/?next=/panel/connect/")
    assert client.cookies[POPUP_COOKIE]["path"] == "/accounts/"
    for answer in (away, client.get(away["Location"])):
        assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert client.get("/panel/")["Cross-Origin-Opener-Policy"] == "same-origin"
    other = Client()
    assert other.get(f"{CONNECT}?origin=https://evil.example&nonce={NONCE}").status_code == 403
    assert POPUP_COOKIE not in other.cookies
    assert other.get("/accounts/login/")["Cross-Origin-Opener-Policy"] == "same-origin"


# The token


PARTS = ["desk", "found", "together", "reply", "collect", "aside", "compose", "finish"]


@pytest.mark.parametrize("name", PARTS)
def test_the_session_alone_opens_no_part(name: str, contact: User, client_of: ClientOf) -> None:
    assert client_of(contact).post(f"/panel/{name}/").status_code == 401


@pytest.mark.parametrize("header", ["", "Panel", "Panel x", "Bearer x", "Panel a:b:c"])
def test_no_other_words_open_a_part(header: str, client: Client, db: None) -> None:
    answer = client.post("/panel/found/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["error"]


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_only_posted_to(name: str, client: Client, db: None) -> None:
    assert client.get(f"/panel/{name}/").status_code == 405


def test_an_origin_that_is_no_longer_allowed_is_cut_off(post: Post, settings: Any) -> None:
    assert post("found", text="box").status_code == 200
    settings.PANEL_ORIGINS = []
    assert post("found", text="box").status_code == 401


def test_signing_out_cuts_the_panel_off(contact: User, client_of: ClientOf) -> None:
    client = client_of(contact)
    headers = {"Authorization": f"Panel {token_in(client)}"}
    assert Client().post("/panel/desk/", headers=headers).status_code == 200
    client.post("/accounts/logout/")
    assert Client().post("/panel/desk/", headers=headers).status_code == 401


def test_parts_set_no_cookie_and_let_no_other_page_read_them(post: Post) -> None:
    answer = post("desk")
    assert not answer.cookies
    assert "Access-Control-Allow-Origin" not in answer
    assert "no-store" in answer["Cache-Control"]


def test_parts_speak_the_language_of_the_person(post: Post, contact: User) -> None:
    User.objects.filter(pk=contact.pk).update(interface_language="fr")
    assert post("desk")["Content-Language"] == "fr"
