"""What an administrator of the machine types."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts import actions
from accounts.models import AccessToken, User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue().strip()


def test_an_api_token_is_printed_once(expert: User) -> None:
    secret = said("api_token", expert.email.upper(), "--name", "Bench")
    assert actions.person_for_token(secret, purpose="api") == expert
    assert AccessToken.objects.get().name == "Bench"
    with pytest.raises(CommandError):
        said("api_token", "nobody@halage.example")


def test_nobody_who_left_gets_a_token(expert: User, administrator: User) -> None:
    actions.deactivate_person(expert, by=administrator)
    with pytest.raises(CommandError):
        said("api_token", expert.email)


def test_a_person_is_created_with_roles_and_a_password_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PERSON_PASSWORD", PASSWORD)
    said("create_person", "solene@halage.example", "Solène", "--role", "expert", "--role", "lead")
    person = User.objects.get()
    assert person.is_expert
    assert person.is_lead
    assert person.check_password(PASSWORD)
    with pytest.raises(CommandError):
        said("create_person", "solene@halage.example", "Solène")
    with pytest.raises(CommandError):
        said("create_person", "other@halage.example", "Other", "--team", "nowhere")


@pytest.mark.django_db(transaction=True)
def test_a_person_is_invited_from_the_shell() -> None:
    said("create_person", "solene@halage.example", "Solène", "--language", "fr", "--invite")
    assert mail.outbox[0].to == ["solene@halage.example"]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_the_administrator_link_is_printed_while_there_is_no_administrator(
    expert: User,
) -> None:
    assert said("administrator_link").startswith("http://localhost:8000/accounts/first/")


def test_and_no_longer_when_there_is_one(administrator: User) -> None:
    with pytest.raises(CommandError):
        said("administrator_link")
