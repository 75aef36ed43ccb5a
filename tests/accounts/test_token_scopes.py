"""What a token for the API may do is chosen when it is made, shown, and never more."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import actions
from accounts.models import AccessToken, AccountEvent, User

SCOPES = ["snippets:read", "replies:write"]


def test_a_token_of_the_api_reads_unless_something_else_is_said(expert: User) -> None:
    plain, _ = actions.create_token(person=expert, purpose="api", name="bench", by=expert)
    feed, _ = actions.create_token(person=expert, purpose="feed", name="reader", by=expert)
    desk, _ = actions.create_token(
        person=expert, purpose="api", name="desk", scopes=[*SCOPES, *SCOPES], by=expert
    )
    assert plain.scopes == ["search:read", "time:read"]
    assert feed.scopes == []
    assert desk.scopes == sorted(SCOPES)
    assert AccountEvent.objects.first().detail["scopes"] == sorted(SCOPES)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("purpose", "scopes"),
    [("api", ["everything"]), ("api", []), ("feed", ["search:read"]), ("calendar", SCOPES)],
)
def test_scopes_that_mean_nothing_are_refused(
    purpose: str, scopes: list[str], expert: User
) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.create_token(person=expert, purpose=purpose, name="x", scopes=scopes, by=expert)
    assert "scopes" in refused.value.message_dict
    assert not AccessToken.objects.exists()


def test_scopes_are_chosen_with_the_token_and_shown_beside_it(
    who: Callable[[str], Client], colleague: User
) -> None:
    client = who("colleague")
    asked = {"name": "Tickets", "purpose": "api", "scopes": SCOPES}
    assert client.post("/settings/tokens/", asked).context["secret"]
    assert AccessToken.objects.get().scopes == sorted(SCOPES)
    listed = client.get("/settings/tokens/").content.decode()
    assert "API (Read what may be told to customers, Write down replies to customers)" in listed


def test_a_token_that_may_do_nothing_is_not_made_and_the_form_keeps_its_name(
    who: Callable[[str], Client],
) -> None:
    page = who("colleague").post("/settings/tokens/", {"name": "Tickets", "purpose": "api"})
    words = page.content.decode()
    assert "Choose what the program may do." in words
    assert 'value="Tickets"' in words
    assert not AccessToken.objects.exists()


def test_a_feed_has_no_scopes_whatever_was_ticked(who: Callable[[str], Client]) -> None:
    who("colleague").post(
        "/settings/tokens/", {"name": "Reader", "purpose": "feed", "scopes": SCOPES}
    )
    assert AccessToken.objects.get().scopes == []


def test_the_command_takes_scopes(expert: User) -> None:
    call_command("api_token", expert.email, "--scope", "snippets:read")
    assert AccessToken.objects.get().scopes == ["snippets:read"]
    with pytest.raises(CommandError, match="scope"):
        call_command("api_token", expert.email, "--scope", "all")


def test_tokens_of_before_keep_what_they_could_do(expert: User) -> None:
    for purpose in ("api", "feed"):
        actions.create_token(person=expert, purpose=purpose, name=purpose, by=expert)
    AccessToken.objects.update(scopes=[])
    import_module("accounts.migrations.0006_token_scopes").keep_what_they_could(apps, None)
    kept = dict(AccessToken.objects.values_list("purpose", "scopes"))
    assert kept == {"api": ["search:read", "time:read"], "feed": []}
