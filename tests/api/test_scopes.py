"""A token opens what its scopes say, and answers in JSON what is missing."""

import pytest
from django.test import Client

from accounts.actions.tokens import create_token
from accounts.models import TokenScope, User

GUARDED = {
    "/api/v1/search?q=meter": "search:read",
    "/api/v1/contributions/me": "time:read",
}


def _ask(person: User, url: str, *scopes: str) -> tuple[int, str]:
    _row, secret = create_token(person=person, purpose="api", name="x", scopes=scopes, by=None)
    answer = Client().get(url, headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.headers.get("WWW-Authenticate", "")


@pytest.mark.parametrize("url", GUARDED)
def test_each_address_wants_its_own_scope(url: str, contact: User) -> None:
    wanted = GUARDED[url]
    others = [scope for scope in TokenScope.values if scope != wanted]
    status, said = _ask(contact, url, *others)
    assert status == 403
    assert f'error="insufficient_scope", scope="{wanted}"' in said
    assert _ask(contact, url, wanted)[0] != 403


def test_any_token_learns_that_an_address_does_not_exist(contact: User) -> None:
    assert _ask(contact, "/api/v1/nothing", "snippets:read")[0] == 404
