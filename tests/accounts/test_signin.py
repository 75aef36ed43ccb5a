"""Signing in and out over HTTP, as allauth does it with our settings and pages."""

import re
import time
from base64 import b64decode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts import actions
from accounts.middleware import PreferencesMiddleware
from accounts.models import User
from tests.conftest import ClientOf
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client: Client, person: User, password: str = PASSWORD, **extra: str) -> int:
    facts = {"login": person.email, "password": password, **extra}
    return client.post(LOGIN, facts).status_code


def test_every_page_needs_sign_in_and_returns_to_it(stranger: Client) -> None:
    answer = stranger.get("/people/?q=box")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/people/%3Fq%3Dbox"


def test_a_password_signs_in_and_the_session_key_changes(stranger: Client, expert: User) -> None:
    stranger.get(LOGIN)
    before = stranger.session.session_key
    assert sign_in(stranger, expert) == 302
    assert stranger.session.session_key != before
    assert stranger.get("/settings/").status_code == 200


def test_the_address_may_be_typed_in_capitals(stranger: Client, expert: User) -> None:
    facts = {"login": expert.email.upper(), "password": PASSWORD}
    assert stranger.post(LOGIN, facts).status_code == 302


def test_the_answer_for_a_wrong_password_and_an_unknown_address_is_the_same(
    stranger: Client, expert: User
) -> None:
    known = stranger.post(LOGIN, {"login": expert.email, "password": "wrong"})
    unknown = stranger.post(LOGIN, {"login": "nobody@halage.example", "password": "wrong"})
    said = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())
        for answer in (known, unknown)
    ]
    assert said[0] == said[1]


def test_a_deactivated_person_is_told_so_only_with_the_right_password(
    stranger: Client, administrator: User, expert: User
) -> None:
    actions.deactivate_person(expert, by=administrator)
    assert sign_in(stranger, expert, "wrong") == 200
    answer = stranger.post(LOGIN, {"login": expert.email, "password": PASSWORD}, follow=True)
    assert "deactivated" in answer.content.decode()
    assert stranger.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_elsewhere(stranger: Client, expert: User, target: str) -> None:
    answer = stranger.post(LOGIN, {"login": expert.email, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_the_support_admin_has_no_sign_in_of_its_own(
    stranger: Client, administrator: User, client_of: ClientOf, lead: User
) -> None:
    facts = {"username": administrator.email, "password": PASSWORD}
    for answer in (stranger.get("/admin/login/"), stranger.post("/admin/login/", facts)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)
    assert stranger.get("/settings/").status_code == 302
    assert client_of(lead).get("/admin/login/").status_code == 403


def test_tries_are_counted_for_each_address(stranger: Client, expert: User) -> None:
    for _ in range(5):
        assert sign_in(stranger, expert, "wrong") == 200
    answer = stranger.post(LOGIN, {"login": expert.email, "password": PASSWORD})
    assert answer.status_code in {200, 429}
    assert stranger.get("/settings/").status_code == 302


def test_tries_are_counted_in_a_table_that_all_processes_share(
    stranger: Client, expert: User, settings: Any
) -> None:
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "terroir_cache"}}
    call_command("createcachetable", verbosity=0)
    for _ in range(5):
        sign_in(stranger, expert, "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM terroir_cache")
        assert cursor.fetchone()[0] > 0
    sign_in(Client(), expert)
    assert stranger.get("/settings/").status_code == 302


def test_too_many_resets_are_answered_with_429_in_our_look(stranger: Client) -> None:
    statuses = {
        stranger.post("/accounts/password/reset/", {"email": "a@halage.example"}).status_code
        for _ in range(30)
    }
    assert 429 in statuses
    answer = stranger.post("/accounts/password/reset/", {"email": "a@halage.example"})
    assert "Too many tries" in answer.content.decode()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/"])
def test_what_is_not_offered_does_not_exist(
    stranger: Client, client_of: ClientOf, expert: User, path: str
) -> None:
    assert stranger.get(path).status_code == 404
    assert client_of(expert).post(path, {"email": "x@evil.example"}).status_code == 404


def test_a_reset_says_the_same_for_known_and_unknown_addresses(
    stranger: Client, expert: User
) -> None:
    known = stranger.post("/accounts/password/reset/", {"email": expert.email}, follow=True)
    unknown = stranger.post("/accounts/password/reset/", {"email": "x@halage.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.status_code == unknown.status_code == 200
    assert len(mail.outbox) == 2
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "/password/reset/key/" not in mail.outbox[1].body


def test_the_link_in_the_mail_changes_the_password_once(stranger: Client, expert: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, expert)
    stranger.post("/accounts/password/reset/", {"email": expert.email})
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)
    assert link is not None
    form = stranger.get(link[1], follow=True)
    new = "boats wait below the lock"
    target = form.redirect_chain[-1][0]
    assert stranger.post(target, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), expert, new) == 302
    assert elsewhere.get("/settings/").status_code == 302
    assert "no longer good" in Client().get(link[1], follow=True).content.decode()


def test_mails_are_written_in_the_reader_s_language(stranger: Client) -> None:
    person = make_person(interface_language="fr")
    stranger.post("/accounts/password/reset/", {"email": person.email})
    assert mail.outbox[0].subject.startswith("Terroir · ")


def test_mail_trouble_does_not_show(
    stranger: Client, expert: User, settings: object, caplog: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    answer = stranger.post("/accounts/password/reset/", {"email": expert.email})
    assert answer.status_code == 302


def test_an_invitation_lets_a_new_person_choose_a_password(
    stranger: Client, administrator: User, django_capture_on_commit_callbacks: object
) -> None:
    person = make_person(password=None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.send_invitation(person, by=administrator)
    link = re.search(
        r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.outbox[0].body
    )
    assert link is not None
    target = stranger.get(link[1], follow=True).redirect_chain[-1][0]
    stranger.post(target, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(stranger, person) == 302


def test_sessions_are_listed_and_the_others_signed_out(expert: User) -> None:
    here, there = Client(), Client()
    sign_in(here, expert)
    sign_in(there, expert)
    assert UserSession.objects.filter(user=expert).count() == 2
    page = here.get("/accounts/sessions/")
    assert "This one" in page.content.decode()
    assert here.post("/accounts/sessions/").status_code == 302
    assert there.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


def test_without_remember_the_session_ends_with_the_browser(expert: User) -> None:
    short, long = Client(), Client()
    sign_in(short, expert)
    sign_in(long, expert, remember="on")
    assert short.session.get_expire_at_browser_close()
    assert not long.session.get_expire_at_browser_close()


def turn_on_totp(person: User) -> str:
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_the_app_s_code_is_asked_after_the_password(stranger: Client, expert: User) -> None:
    secret = turn_on_totp(expert)
    answer = stranger.post(LOGIN, {"login": expert.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert stranger.get("/settings/").status_code == 302
    assert stranger.get("/accounts/2fa/authenticate/").status_code == 200
    assert stranger.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    answer = stranger.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    assert stranger.get("/settings/").status_code == 200


def test_a_recovery_code_lets_in_once(expert: User) -> None:
    turn_on_totp(expert)
    code = RecoveryCodes.activate(expert).get_unused_codes()[0]
    for client, lets_in in ((Client(), True), (Client(), False)):
        sign_in(client, expert)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert (client.get("/settings/").status_code == 200) is lets_in


def test_the_authenticator_app_is_turned_on_with_codes_shown(
    stranger: Client, expert: User
) -> None:
    sign_in(stranger, expert)
    stranger.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = stranger.get("/accounts/2fa/totp/activate/").content.decode()
    square = re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)
    assert square is not None
    assert b'fill="white"' in b64decode(square[1])
    secret = re.search(r'id="secret" value="(\w+)"', page)
    assert secret is not None
    answer = stranger.post(
        "/accounts/2fa/totp/activate/", {"code": code_of(secret[1])}, follow=True
    )
    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=expert, type="totp").exists()
    for path in ("", "recovery-codes/", "recovery-codes/generate/", "recovery-codes/download/"):
        assert stranger.get(f"/accounts/2fa/{path}").status_code == 200
    assert stranger.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert stranger.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=expert).exists()


@pytest.mark.parametrize(
    "path",
    [
        "login/", "logout/", "password/reset/", "password/reset/done/",
        "password/reset/key/done/", "inactive/", "oidc/cancelled/",
    ],
)  # fmt: skip
def test_the_open_pages_are_ours(stranger: Client, path: str) -> None:
    answer = stranger.get(f"/accounts/{path}", follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "wordmark" in page
    assert "style=" not in page
    assert " onclick" not in page


@pytest.mark.parametrize(
    "path",
    [
        "", "totp/activate/", "recovery-codes/", "webauthn/", "webauthn/add/",
        "../sessions/", "../password/change/", "../reauthenticate/", "../logout/",
    ],
)  # fmt: skip
def test_the_security_pages_are_ours(stranger: Client, expert: User, path: str) -> None:
    sign_in(stranger, expert)
    stranger.post("/accounts/reauthenticate/", {"password": PASSWORD})
    address = f"/accounts/2fa/{path}".replace("2fa/../", "")
    answer = stranger.get(address, follow=True)
    assert answer.status_code in ({200, 404} if "recovery" in path else {200})
    page = answer.content.decode()
    assert "wordmark" in page
    assert "style=" not in page


def test_an_old_sign_in_must_prove_itself_again_before_changing_how_to_sign_in(
    client_of: ClientOf, expert: User
) -> None:
    client = client_of(expert)
    answer = client.get("/accounts/2fa/webauthn/add/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_the_passkey_options_are_given_to_strangers_and_name_nobody(stranger: Client) -> None:
    answer = stranger.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["challenge"]
    assert not options.get("allowCredentials")


def test_a_forged_passkey_answer_is_refused(stranger: Client) -> None:
    stranger.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    for credential in ("{}", '{"id": "x"}', "nonsense", "[]", '"x"'):
        answer = stranger.post("/accounts/2fa/webauthn/login/", {"credential": credential})
        assert answer.status_code in {200, 302}
        assert stranger.get("/settings/").status_code == 302


def test_the_interface_speaks_the_person_s_language_and_the_browser_s_before(
    stranger: Client, client_of: ClientOf
) -> None:
    french = make_person(interface_language="fr")
    answer = client_of(french).get("/settings/", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "fr"
    assert '<html lang="fr"' in answer.content.decode()
    answer = stranger.get(LOGIN, headers={"Accept-Language": "fr"})
    assert answer.headers["Content-Language"] == "fr"


def test_theme_language_and_letter_keys_of_the_menu_stay_with_the_person(
    client_of: ClientOf, colleague: User
) -> None:
    client = client_of(colleague)
    client.post("/ui/theme/", {"theme": "dark"})
    client.post("/ui/language/", {"language": "fr"})
    client.post("/ui/letter-keys/", {"letter_keys": "off"})
    colleague.refresh_from_db()
    assert (colleague.theme, colleague.interface_language) == ("dark", "fr")
    assert not colleague.single_keys


def test_preferences_add_no_query(colleague: User, django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.user = colleague
    middleware = PreferencesMiddleware(lambda request: HttpResponse())
    with django_assert_num_queries(0):
        assert middleware(request).headers["Content-Language"] == "en"
