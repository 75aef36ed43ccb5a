"""The frame's own pages: preferences, help, error pages, the gallery."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import clear_url_caches

from accounts.models import User
from knowledge.ui import gallery, preferences, views
from knowledge.ui.drafts import draft_key
from knowledge.ui.page import page, redirect_see_other


@pytest.fixture
def site(settings: Any) -> Iterator[Client]:
    settings.ROOT_URLCONF = "tests.ui.gallery_urls"
    clear_url_caches()
    yield Client()
    clear_url_caches()


@pytest.mark.django_db
def test_a_theme_is_kept_and_written_by_the_server() -> None:
    client = Client()
    answer = client.post("/ui/theme/", {"theme": "dark", "next": "/help/"})
    assert answer.status_code == 303
    assert answer["Location"] == "/help/"
    assert 'data-theme="dark"' in client.get("/help/").content.decode()
    client.post("/ui/theme/", {"theme": "system"})
    assert "data-theme" not in client.get("/help/").content.decode().split(">")[1]


@pytest.mark.django_db
def test_a_switch_never_leads_off_the_site() -> None:
    refused = ("https://evil.example/", "//evil.example", "javascript:alert(1)", "")
    for bad in (*refused, "bo\0x", "9" * 400, "time:own", "no view"):
        assert Client().post("/ui/theme/", {"theme": "dark", "next": bad})["Location"] == "/"


@pytest.mark.django_db
def test_letters_can_be_turned_off() -> None:
    client = Client()
    client.post("/ui/letter-keys/", {"letter_keys": "off"})
    assert 'data-letter-keys="off"' in client.get("/help/").content.decode()
    client.post("/ui/letter-keys/", {"letter_keys": "on"})
    assert 'data-letter-keys="on"' in client.get("/help/").content.decode()


@pytest.mark.django_db
def test_choices_of_a_person_follow_them(client: Client, contact: User) -> None:
    client.force_login(contact)
    client.post("/ui/theme/", {"theme": "dark"})
    client.post("/ui/language/", {"language": "fr", "next": "/help/"})
    contact.refresh_from_db()
    assert contact.theme == "dark"
    assert contact.interface_language == "fr"
    other = Client()
    other.force_login(contact)
    html = other.get("/help/").content.decode()
    assert 'lang="fr"' in html
    assert 'data-theme="dark"' in html


@pytest.mark.django_db
def test_an_unknown_language_changes_nothing(client: Client, contact: User) -> None:
    client.force_login(contact)
    client.post("/ui/language/", {"language": "xx", "next": "/help/"})
    contact.refresh_from_db()
    assert contact.interface_language == "en"


@pytest.mark.django_db
def test_the_frame_keeps_to_the_security_policy(client: Client, contact: User) -> None:
    client.force_login(contact)
    answer = client.get("/help/")
    html = answer.content.decode()
    nonce = html.split('nonce="')[1].split('"')[0]
    assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]
    assert html.count("<script") == html.count(f'nonce="{nonce}"')
    assert '<meta name="csrf-token"' in html


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.django_db
def test_error_pages_are_ours_and_say_what_to_do(status: int) -> None:
    view = {400: views.bad_request, 403: views.permission_denied, 404: views.page_not_found}[status]
    request = RequestFactory().get("/nowhere/")
    answer = view(request, None)
    assert answer.status_code == status
    html = answer.content.decode()
    assert "<h1>" in html
    assert "css/app" in html


@pytest.mark.django_db
def test_a_hidden_page_and_a_missing_one_look_the_same(client: Client, contact: User) -> None:
    client.force_login(contact)
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.content.decode()


@pytest.mark.django_db
def test_an_expired_form_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/ui/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This form has expired." in answer.content.decode()


def test_too_many_says_when_to_come_back(db: None) -> None:
    answer = views.too_many(RequestFactory().get("/"), retry_after=90)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "90"
    assert views.too_large(RequestFactory().get("/")).status_code == 413


@pytest.mark.django_db
def test_kept_parts_of_the_frame_are_each_persons_own(contact: User, expert: User) -> None:
    pages = []
    for person in (contact, expert, contact):
        client = Client()
        client.force_login(person)
        pages.append(client.get("/help/?from=<x>").content.decode())
    tokens = {re.search(r'csrf-token" content="(\w+)"', html)[1] for html in pages}  # type: ignore[index]
    assert len(tokens) == 3
    for html, person in zip(pages, (contact, expert, contact), strict=True):
        assert f"Your profile, {person.display_name}" in html
        assert "\ue000" not in html
        assert 'name="next" value="/help/?from=%3Cx%3E"' in html
    assert expert.display_name not in pages[2]


@pytest.mark.django_db
def test_a_new_name_shows_at_once(client: Client, contact: User) -> None:
    client.force_login(contact)
    client.get("/help/")
    contact.display_name = "Nadia Renamed"
    contact.save()
    assert "Nadia Renamed" in client.get("/help/").content.decode()


def test_error_pages_ask_nothing_of_the_database() -> None:
    """pytest-django fails any query in a test without the db mark."""
    request = RequestFactory().get("/")
    assert views.page_not_found(request, None).status_code == 404
    assert preferences.theme_of(request) == ""


@pytest.mark.parametrize("section", gallery.SECTIONS, ids=lambda s: s.slug)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.django_db
def test_the_gallery_draws(site: Client, section: gallery.Section, language: str) -> None:
    answer = site.get(f"/gallery/{section.slug}/?theme=dark&lang={language}")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'lang="{language}" data-theme="dark"' in html
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_the_gallery_is_not_served_without_debug() -> None:
    assert Client().get("/gallery/").status_code in {302, 404}


def test_a_partial_is_for_htmx_alone(db: None) -> None:
    request = RequestFactory().get("/")
    whole = page(request, "errors/404.html", partial="none")
    assert "<html" in whole.content.decode()
    assert "HX-Request" in whole["Vary"]


def test_a_write_is_answered_with_see_other() -> None:
    assert redirect_see_other("/x/").status_code == 303


def test_a_draft_key_is_a_persons_own() -> None:
    assert draft_key(1) == draft_key(1)
    assert draft_key(1) != draft_key(2)
