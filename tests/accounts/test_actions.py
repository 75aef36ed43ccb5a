"""Every write to people, teams, areas, expertise and tokens: states, refusals, the record."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts import actions
from accounts.actions.avatars import MOST_BYTES
from accounts.actions.tokens import token_digest
from accounts.models import AccessToken, AccountEvent, Expertise, Team, User
from tests.conftest import ClientOf
from tests.factories import make_area, make_person, make_team

pytestmark = pytest.mark.django_db


def kinds(**about: object) -> list[str]:
    return list(AccountEvent.objects.filter(**about).values_list("kind", flat=True))


def test_addresses_are_kept_in_lower_case_and_belong_to_one_person() -> None:
    person = make_person(email="Nadia@Halage.Example")
    assert person.email == "nadia@halage.example"
    with pytest.raises(ValidationError) as refused:
        make_person(email="NADIA@halage.example")
    assert "email" in refused.value.error_dict


def test_namesakes_get_different_slugs_and_a_name_of_one_emoji_gets_one_too() -> None:
    slugs = [make_person("Élodie Cœur").slug for _ in range(2)] + [make_person("🦦").slug]
    assert slugs == ["elodie-coeur", "elodie-coeur-2", "person"]


def test_nobody_is_called_like_a_route() -> None:
    assert make_person("Manage").slug == "manage-2"


def test_an_unknown_role_or_time_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_person(roles=["king"])
    with pytest.raises(ValidationError):
        make_person(time_zone="Mars/Olympus")


def test_changing_roles_leaves_a_record_with_the_old_and_the_new(
    administrator: User, colleague: User
) -> None:
    actions.change_person(
        colleague,
        by=administrator,
        email=colleague.email,
        display_name=colleague.display_name,
        job_title="Technician",
        team=colleague.team,
        roles=["expert"],
    )
    event = AccountEvent.objects.get(kind="person_changed", person=colleague)
    assert event.detail == {"roles": {"from": [], "to": ["expert"]}}
    assert event.actor == administrator
    assert event.facts == [("roles", "– → expert")]


def test_the_last_administrator_keeps_the_role_and_the_account(administrator: User) -> None:
    with pytest.raises(ValidationError):
        actions.deactivate_person(administrator, by=administrator)
    with pytest.raises(ValidationError):
        actions.change_person(
            administrator,
            by=administrator,
            email=administrator.email,
            display_name=administrator.display_name,
            job_title="",
            team=None,
            roles=[],
        )


def test_deactivating_ends_sessions_and_tokens_at_once(
    administrator: User, expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    _, secret = actions.create_token(person=expert, purpose="api", name="script", by=expert)
    assert client.get("/settings/").status_code == 200
    actions.deactivate_person(expert, by=administrator)
    assert client.get("/settings/").status_code == 302
    assert actions.person_for_token(secret, purpose="api") is None
    assert not AccessToken.objects.filter(person=expert, revoked_at=None).exists()
    assert "person_deactivated" in kinds(person=expert)


def test_a_token_of_somebody_inactive_is_dead_even_when_its_row_is_not(expert: User) -> None:
    _, secret = actions.create_token(person=expert, purpose="feed", name="reader", by=expert)
    User.objects.filter(pk=expert.pk).update(is_active=False, deactivated_at=timezone.now())
    assert actions.person_for_token(secret, purpose="feed") is None


def test_reactivating_does_not_bring_tokens_back(administrator: User, expert: User) -> None:
    _, secret = actions.create_token(person=expert, purpose="api", name="script", by=expert)
    actions.deactivate_person(expert, by=administrator)
    actions.reactivate_person(expert, by=administrator)
    assert expert.is_active
    assert actions.person_for_token(secret, purpose="api") is None


def test_people_with_a_history_cannot_be_deleted(expert: User) -> None:
    with pytest.raises(ProtectedError):
        expert.delete()


def test_only_the_digest_of_a_token_is_kept_and_its_purpose_binds(expert: User) -> None:
    token, secret = actions.create_token(person=expert, purpose="api", name="script", by=None)
    assert secret.startswith("terroir_")
    assert token.digest == token_digest(secret)
    assert secret not in str(AccessToken.objects.values())
    assert actions.person_for_token(secret, purpose="api") == expert
    assert actions.person_for_token(secret, purpose="feed") is None
    assert actions.person_for_token("terroir_" + "x" * 43, purpose="api") is None
    assert actions.person_for_token("", purpose="api") is None


def test_the_use_of_a_token_is_noted_at_most_every_ten_minutes(expert: User) -> None:
    _, secret = actions.create_token(person=expert, purpose="api", name="script", by=None)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.person_for_token(secret, purpose="api")
        with CaptureQueriesContext(connection) as queries:
            actions.person_for_token(secret, purpose="api")
        assert len(queries) == 1
        clock.shift(timedelta(minutes=11))
        actions.person_for_token(secret, purpose="api")
        assert AccessToken.objects.get().last_used_at == timezone.now()


def test_a_team_moves_with_the_teams_inside_it() -> None:
    top, other = make_team("Care"), make_team("Network")
    inner = make_team("Phone", parent=top)
    deep = make_team("Evening", parent=inner)
    actions.change_team(inner, name="Phone", parent=other, managers=[], by=None)
    deep.refresh_from_db()
    assert deep.is_within(Team.objects.get(pk=other.pk))
    assert [team.name for team in Team.objects.all()] == ["Care", "Network", "Phone", "Evening"]


def test_a_team_cannot_move_inside_itself_nor_beside_a_namesake() -> None:
    top = make_team("Care")
    inner = make_team("Phone", parent=top)
    with pytest.raises(ValidationError):
        actions.change_team(top, name="Care", parent=inner, managers=[], by=None)
    with pytest.raises(ValidationError):
        make_team("  CARE ")


def test_whoever_owns_an_area_is_a_knowledge_lead(colleague: User, administrator: User) -> None:
    area = make_area()
    actions.set_area_owners(area, owners=[colleague], by=administrator)
    colleague.refresh_from_db()
    assert colleague.is_lead
    event = AccountEvent.objects.get(kind="area_owners")
    assert event.detail == {"people": {"from": [], "to": ["Tom Hardy"]}}


def test_restricting_leaves_a_record_and_the_same_again_leaves_none(team: Team) -> None:
    area = make_area()
    actions.restrict_area(area, teams=[team], by=None)
    actions.restrict_area(area, teams=[team], by=None)
    assert kinds(area=area).count("area_restriction") == 1


def test_declared_expertise_is_confirmed_and_a_higher_level_must_be_again(
    lead: User, colleague: User
) -> None:
    area = lead.owned_areas.get().area
    row = actions.declare_expertise(person=colleague, area=area, level=1)
    actions.confirm_expertise(row, by=lead)
    colleague.refresh_from_db()
    assert colleague.is_expert
    assert Expertise.objects.get().is_confirmed
    actions.declare_expertise(person=colleague, area=area, level=1)
    assert Expertise.objects.get().is_confirmed
    actions.declare_expertise(person=colleague, area=area, level=3)
    assert not Expertise.objects.get().is_confirmed


def test_nobody_is_their_own_deputy(colleague: User) -> None:
    with pytest.raises(ValidationError):
        actions.declare_expertise(person=colleague, area=make_area(), level=1, deputy=colleague)


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 400)) -> BytesIO:
    buffer = BytesIO()
    Image.new("RGB", size, "peru").save(buffer, kind)
    buffer.seek(0)
    return buffer


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_photo_becomes_two_squares_without_metadata(colleague: User, kind: str) -> None:
    actions.set_avatar(colleague, file=photo(kind))
    for url, size in ((colleague.avatar_url, 256), (colleague.avatar_small_url, 96)):
        name = "avatars/" + url.rsplit("/", 1)[-1]
        with default_storage.open(name) as file, Image.open(file) as picture:
            assert (picture.format, picture.size) == ("WEBP", (size, size))
            assert not picture.getexif()


def test_the_old_photo_goes_when_a_new_one_comes(
    colleague: User, django_capture_on_commit_callbacks: object
) -> None:
    actions.set_avatar(colleague, file=photo())
    old = str(colleague.avatar.name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.set_avatar(colleague, file=photo("PNG"))
    assert str(colleague.avatar.name) != old
    assert not default_storage.exists(old)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.4",
        photo().getvalue()[:300],
        b"\x00" * (MOST_BYTES + 1),
    ],
    ids=["empty", "svg", "polyglot", "pdf", "cut", "large"],
)
def test_what_is_not_a_photo_is_refused(colleague: User, content: bytes) -> None:
    with pytest.raises(ValidationError):
        actions.set_avatar(colleague, file=BytesIO(content))
    assert not colleague.avatar


def test_a_decompression_bomb_is_refused(colleague: User) -> None:
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    bomb.seek(0)
    with pytest.raises(ValidationError):
        actions.set_avatar(colleague, file=bomb)


def test_the_first_administrator_link_works_once(stranger: Client) -> None:
    link = actions.create_first_administrator_link()
    path = link.removeprefix("http://localhost:8000")
    assert stranger.get(path).status_code == 200
    answer = stranger.post(
        path,
        {
            "display_name": "Alix Garnier",
            "email": "alix@halage.example",
            "password": "a river runs behind the mill",
        },
    )
    assert answer.status_code == 302
    person = User.objects.get()
    assert person.is_administrator
    assert stranger.get("/people/manage/").status_code == 200
    assert Client().get(path).status_code == 404
    assert actions.create_first_administrator_link() == ""


def test_the_link_refuses_a_weak_password_and_a_forged_token(stranger: Client) -> None:
    path = actions.create_first_administrator_link().removeprefix("http://localhost:8000")
    facts = {"display_name": "A", "email": "a@halage.example", "password": "password"}
    assert stranger.post(path, facts).status_code == 200
    assert not User.objects.exists()
    assert stranger.get("/accounts/first/forged/").status_code == 404


def test_a_second_form_at_the_same_moment_makes_no_second_administrator(stranger: Client) -> None:
    link = actions.create_first_administrator_link()
    token = link.rstrip("/").rsplit("/", 1)[-1]
    facts = {"display_name": "Alix", "password": "a river runs behind the mill"}
    actions.create_first_administrator(token=token, email="a@halage.example", **facts)
    with pytest.raises(ValidationError):
        actions.create_first_administrator(token=token, email="b@halage.example", **facts)
    assert User.objects.count() == 1
