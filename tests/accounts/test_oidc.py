"""Single sign-on over HTTP, against a provider that signs its tokens, on a local port."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from accounts import actions
from accounts.models import AccountEvent, User
from accounts.oidc import CompanyAdapter
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/company/login/"


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The address of an OpenID provider in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def use_provider(settings: Any, address: str, *, create: bool = False) -> None:
    app = {
        "provider_id": "company",
        "name": "Halage ID",
        "client_id": "terroir",
        "secret": "hush",
        "settings": {"server_url": address, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"provider_class": "accounts.oidc.CompanyProvider", "APPS": [app]}
    }
    settings.OIDC_CREATE_PEOPLE = create


@pytest.fixture
def configured(settings: Any, provider: str) -> str:
    use_provider(settings, provider)
    return provider


def tell(provider: str, subject: str, **claims: object) -> None:
    """What the provider says of somebody."""
    requests.put(f"{provider}/users/{subject}", json=claims, timeout=5).raise_for_status()


def approve(address: str, subject: str) -> str:
    """They sign in at the provider; the path that it sends the browser back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def attempt(client: Client, subject: str) -> HttpResponse:
    start = client.get(START)
    assert start.status_code == 302
    return client.get(approve(start.headers["Location"], subject))


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_the_button_stands_on_the_sign_in_page_only_when_configured(
    stranger: Client, settings: Any, provider: str
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Halage ID" not in stranger.get("/accounts/login/").content.decode()
    assert stranger.get(START).status_code == 404
    use_provider(settings, provider)
    assert "Halage ID" in stranger.get("/accounts/login/").content.decode()
    assert stranger.get("/accounts/oidc/other/login/").status_code == 404


def test_a_verified_address_links_the_existing_person(
    stranger: Client, configured: str, expert: User
) -> None:
    tell(configured, "sub-1", email=expert.email.upper(), email_verified=True, name="M.")
    assert attempt(stranger, "sub-1").status_code == 302
    assert is_in(stranger)
    assert SocialAccount.objects.get().user == expert
    expert.refresh_from_db()
    assert expert.display_name == "Maëlle Le Goff"
    assert expert.check_password(PASSWORD)


def test_once_linked_the_subject_counts_and_not_the_address(
    stranger: Client, configured: str, expert: User
) -> None:
    tell(configured, "sub-2", email=expert.email, email_verified=True)
    attempt(stranger, "sub-2")
    tell(configured, "sub-2", email="new@halage.example", email_verified=False)
    again = Client()
    attempt(again, "sub-2")
    assert is_in(again)


@pytest.mark.parametrize("verified", [False, None, "false", "yes", 0, ["x"]])
def test_an_address_that_is_not_verified_is_refused(
    stranger: Client, configured: str, expert: User, settings: Any, verified: object
) -> None:
    settings.OIDC_CREATE_PEOPLE = True
    claims = {"email": expert.email} | ({} if verified is None else {"email_verified": verified})
    tell(configured, "sub-3", **claims)
    answer = attempt(stranger, "sub-3")
    assert answer.status_code == 403
    assert "does not vouch" in answer.content.decode()
    assert not is_in(stranger)
    assert not SocialAccount.objects.exists()


def test_claims_of_the_wrong_shape_are_refused_and_not_a_crash(
    stranger: Client, configured: str
) -> None:
    tell(configured, "sub-13", email=["a@halage.example"], email_verified=True, name={"x": 1})
    assert attempt(stranger, "sub-13").status_code == 403


def test_an_unknown_person_is_refused_unless_the_setting_creates_people(
    stranger: Client, configured: str
) -> None:
    tell(configured, "sub-4", email="new@halage.example", email_verified=True)
    answer = attempt(stranger, "sub-4")
    assert answer.status_code == 403
    assert "no account for you" in answer.content.decode()
    assert not User.objects.exists()


def test_an_unknown_person_is_created_when_the_setting_says_so(
    stranger: Client, settings: Any, provider: str
) -> None:
    use_provider(settings, provider, create=True)
    tell(
        provider,
        "sub-5",
        email="Solène@halage.example".lower().replace("è", "e"),
        email_verified=True,
        name="Solène Abgrall",
        locale="fr-FR",
    )
    attempt(stranger, "sub-5")
    assert is_in(stranger)
    person = User.objects.get()
    assert (person.display_name, person.interface_language) == ("Solène Abgrall", "fr")
    assert not person.has_usable_password()
    assert not person.is_administrator
    assert AccountEvent.objects.filter(kind="person_created", person=person, actor=None).exists()


def test_somebody_deactivated_is_refused_also_when_linked(
    stranger: Client, settings: Any, provider: str, administrator: User
) -> None:
    use_provider(settings, provider, create=True)
    person = make_person()
    tell(provider, "sub-6", email=person.email, email_verified=True)
    attempt(stranger, "sub-6")
    actions.deactivate_person(person, by=administrator)
    assert not is_in(stranger)
    tell(provider, "sub-7", email=person.email, email_verified=True)
    for subject in ("sub-6", "sub-7"):
        client = Client()
        answer = attempt(client, subject)
        assert answer.status_code == 403
        assert "deactivated" in answer.content.decode()
        assert not is_in(client)


def test_a_word_for_one_address_does_not_vouch_for_another(
    stranger: Client, configured: str, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(configured, "sub-13", email="else@halage.example", email_verified=True)
    userinfo = {"sub": "sub-13", "email": expert.email}
    monkeypatch.setattr(CompanyAdapter, "_fetch_user_info", lambda adapter, token: userinfo)
    verified = CompanyAdapter._verified
    told = {"email": "else@halage.example", "email_verified": True}
    monkeypatch.setattr(CompanyAdapter, "_verified", lambda *given: verified(*given) | told)
    assert attempt(stranger, "sub-13").status_code == 403
    assert not is_in(stranger)


def test_another_attempt_s_state_is_refused(configured: str, expert: User) -> None:
    tell(configured, "sub-8", email=expert.email, email_verified=True)
    victim, attacker = Client(), Client()
    start = attacker.get(START)
    victim.get(START)
    answer = victim.get(approve(start.headers["Location"], "sub-8"))
    assert answer.status_code == 401
    assert not is_in(victim)


def test_another_attempt_s_nonce_is_refused(
    stranger: Client, configured: str, expert: User
) -> None:
    tell(configured, "sub-9", email=expert.email, email_verified=True)
    parts = urlsplit(stranger.get(START).headers["Location"])
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query["nonce"]
    assert query["code_challenge_method"] == "S256"
    forged = urlunsplit(parts._replace(query=urlencode(query | {"nonce": "of-somebody-else"})))
    answer = stranger.get(approve(forged, "sub-9"))
    assert answer.status_code == 401
    assert not is_in(stranger)


def test_a_code_works_once(stranger: Client, configured: str, expert: User) -> None:
    tell(configured, "sub-10", email=expert.email, email_verified=True)
    back = approve(stranger.get(START).headers["Location"], "sub-10")
    stranger.get(back)
    assert is_in(stranger)
    assert Client().get(back).status_code == 401


def test_the_request_cannot_choose_scopes_parameters_or_a_foreign_return(
    stranger: Client, configured: str
) -> None:
    query = "?auth_params=prompt%3Dnone&scope=admin&process=connect&next=https://evil.example/"
    location = stranger.get(START + query).headers["Location"]
    sent = parse_qs(urlsplit(location).query)
    assert set(sent["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in sent
    assert "evil" not in location


def test_a_signed_in_person_cannot_be_tied_to_somebody_else_s_identity(
    configured: str, expert: User, colleague: User
) -> None:
    client = Client()
    client.force_login(colleague)
    tell(configured, "sub-11", email=expert.email, email_verified=True)
    location = client.get(START + "?process=connect").headers["Location"]
    client.get(approve(location, "sub-11"))
    assert SocialAccount.objects.get().user == expert


def test_turning_back_at_the_provider_is_answered_calmly(stranger: Client, configured: str) -> None:
    state = parse_qs(urlsplit(stranger.get(START).headers["Location"]).query)["state"][0]
    answer = stranger.get(f"{START}callback/?error=access_denied&state={state}", follow=True)
    assert "You turned back" in answer.content.decode()


def test_a_provider_that_is_down_is_told_and_not_a_crash(stranger: Client, settings: Any) -> None:
    use_provider(settings, "http://127.0.0.1:1")
    answer = stranger.get(START)
    assert answer.status_code == 401
    assert "Sign-in did not work" in answer.content.decode()


class _WrongKeys(BaseHTTPRequestHandler):
    """The provider's configuration with somebody else's keys."""

    provider = ""

    def do_GET(self) -> None:
        if self.path == "/jwks":
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
            body = {"keys": [json.loads(RSAAlgorithm.to_jwk(key)) | {"alg": "RS256"}]}
        else:
            body = requests.get(
                f"{self.provider}/.well-known/openid-configuration", timeout=5
            ).json()
            body["jwks_uri"] = f"http://127.0.0.1:{self.server.server_address[1]}/jwks"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: object) -> None:
        """Quiet."""


def test_a_token_signed_with_another_key_is_refused(
    stranger: Client, settings: Any, provider: str, expert: User
) -> None:
    tell(provider, "sub-12", email=expert.email, email_verified=True)
    handler = type("Handler", (_WrongKeys,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        use_provider(settings, f"http://127.0.0.1:{server.server_address[1]}")
        answer = attempt(stranger, "sub-12")
        server.shutdown()
    assert answer.status_code == 401
    assert not is_in(stranger)
