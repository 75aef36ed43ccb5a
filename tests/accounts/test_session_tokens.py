"""A token stands for an open session, and for nothing once that is over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import session_tokens
from accounts.actions import deactivate_person
from accounts.models import User
from accounts.session_tokens import LIFE, LONGEST, access_by, renewed, token_for

ORIGIN = "https://tickets.example"
SCOPE = "panel"


def signed_in(client: Client, person: User) -> Any:
    """A request of the session that this client has."""
    request = RequestFactory().get("/")
    request.user = person
    request.session = client.session  # type: ignore[assignment]
    return request


@pytest.fixture
def client_of_contact(contact: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(contact)


@pytest.fixture
def token(client_of_contact: Client, contact: User) -> str:
    return token_for(signed_in(client_of_contact, contact), scope=SCOPE, origin=ORIGIN)


def test_it_says_who_and_for_which_origin(token: str, contact: User) -> None:
    access = access_by(token, scope=SCOPE)
    assert access is not None
    assert (access.person, access.origin, access.scope) == (contact, ORIGIN, SCOPE)
    assert not access.person.restrictions_exist  # type: ignore[attr-defined]


def test_nothing_of_the_session_can_be_read_from_it(
    token: str, client_of_contact: Client, contact: User
) -> None:
    said = str(signing.loads(token, salt=session_tokens._SALT))
    assert client_of_contact.session.session_key not in said
    assert contact.password not in said
    assert contact.get_session_auth_hash() not in said
    assert contact.email not in said


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "\0", "é" * 40])
def test_what_we_did_not_sign_opens_nothing(forged: str, db: None) -> None:
    assert access_by(forged, scope=SCOPE) is None


def test_another_scope_another_salt_and_a_changed_letter_open_nothing(token: str) -> None:
    assert access_by(token, scope="api") is None
    said = signing.loads(token, salt=session_tokens._SALT)
    assert access_by(signing.dumps(said, salt="other"), scope=SCOPE) is None
    assert access_by(f"{'a' if token[0] != 'a' else 'b'}{token[1:]}", scope=SCOPE) is None


def test_signing_out_ends_it_at_once(token: str, client_of_contact: Client) -> None:
    client_of_contact.post("/accounts/logout/")
    assert access_by(token, scope=SCOPE) is None


def test_a_session_that_ran_out_or_was_ended_elsewhere_ends_it(
    token: str, client_of_contact: Client
) -> None:
    Session.objects.update(expire_date=datetime(2020, 1, 1).astimezone())
    assert access_by(token, scope=SCOPE) is None


def test_a_new_password_ends_it(token: str, contact: User) -> None:
    contact.set_password("another long secret")
    contact.save(update_fields=["password"])
    assert access_by(token, scope=SCOPE) is None


def test_somebody_who_leaves_has_none(token: str, contact: User, administrator: User) -> None:
    deactivate_person(contact, by=administrator)
    assert access_by(token, scope=SCOPE) is None


def test_a_deactivated_person_has_none_even_with_an_open_session(token: str, contact: User) -> None:
    User.objects.filter(pk=contact.pk).update(is_active=False, deactivated_at=timezone.now())
    assert access_by(token, scope=SCOPE) is None


def test_a_session_of_somebody_else_does_not_stand_in(
    token: str, contact: User, expert: User
) -> None:
    said = signing.loads(token, salt=session_tokens._SALT)
    other = signing.dumps({**said, "person": expert.pk}, salt=session_tokens._SALT)
    assert access_by(other, scope=SCOPE) is None


def test_it_lives_half_an_hour_and_is_renewed_for_a_shift(token: str) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        fresh = access_by(token, scope=SCOPE)
        assert fresh is not None
        assert not fresh.is_old
        clock.move_to(start + LIFE - timedelta(minutes=1))
        used = access_by(token, scope=SCOPE)
        assert used is not None
        assert used.is_old
        newer = renewed(used)
        clock.move_to(start + LIFE + timedelta(minutes=1))
        assert access_by(token, scope=SCOPE) is None
        kept = access_by(newer, scope=SCOPE)
        assert kept is not None
        clock.move_to(start + LONGEST - timedelta(minutes=5))
        last = renewed(kept)
        assert access_by(last, scope=SCOPE) is not None
        clock.move_to(start + LONGEST + timedelta(minutes=5))
        assert access_by(last, scope=SCOPE) is None
