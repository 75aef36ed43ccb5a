"""Own settings: profile, photo, display, tokens, expertise."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from accounts import actions
from accounts.models import AccessToken, Expertise, User

pytestmark = pytest.mark.django_db


def test_the_profile_is_saved_and_a_wrong_time_zone_is_not(
    who: Callable[[str], Client], colleague: User
) -> None:
    client = who("colleague")
    facts = {
        "display_name": "Tom  Hardy-Le Goff",
        "job_title": "Phone",
        "languages": ["fr", "br"],
        "time_zone": "Indian/Reunion",
    }
    assert client.post("/settings/", facts).status_code == 303
    colleague.refresh_from_db()
    assert colleague.display_name == "Tom Hardy-Le Goff"
    assert colleague.folded_name == "tom hardy-le goff"
    assert (colleague.slug, colleague.time_zone) == ("tom-hardy", "Indian/Reunion")
    assert client.post("/settings/", facts | {"time_zone": "Mars/X"}).status_code == 200


def test_display_settings_are_saved(who: Callable[[str], Client], colleague: User) -> None:
    facts = {"interface_language": "fr", "theme": "dark"}
    who("colleague").post("/settings/display/", facts)
    colleague.refresh_from_db()
    assert (colleague.interface_language, colleague.theme) == ("fr", "dark")
    assert not colleague.single_keys


def upload(size: tuple[int, int] = (300, 200)) -> BytesIO:
    buffer = BytesIO()
    Image.new("RGB", size, "peru").save(buffer, "PNG")
    buffer.seek(0)
    buffer.name = "me.png"
    return buffer


def test_a_photo_is_served_to_signed_in_people_only_with_safe_headers(
    who: Callable[[str], Client], colleague: User
) -> None:
    client = who("colleague")
    assert client.post("/settings/photo/", {"photo": upload()}).status_code == 303
    colleague.refresh_from_db()
    answer = who("contact").get(colleague.avatar_url)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"RIFF")
    assert Client().get(colleague.avatar_url).status_code == 302
    assert client.get(f"/people/avatar/{'0' * 32}-256.webp").status_code == 404
    assert client.get("/people/avatar/../../secret_key").status_code == 404
    client.post("/settings/photo/", {"remove": "1"})
    colleague.refresh_from_db()
    assert colleague.avatar_url == ""


def test_a_file_that_is_no_photo_is_refused_with_a_sentence(
    who: Callable[[str], Client], colleague: User
) -> None:
    fake = BytesIO(b"<svg onload=alert(1)>")
    fake.name = "me.png"
    answer = who("colleague").post("/settings/photo/", {"photo": fake}, follow=True)
    assert "This is not a photo" in answer.content.decode()


def test_a_token_is_shown_once_listed_and_revoked(
    who: Callable[[str], Client], colleague: User
) -> None:
    client = who("colleague")
    page = client.post("/settings/tokens/", {"name": "Reader", "purpose": "feed"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    listed = client.get("/settings/tokens/").content.decode()
    assert "Reader" in listed
    assert secret not in listed
    token = AccessToken.objects.get()
    assert who("expert").post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 303
    assert actions.person_for_token(secret, purpose="feed") is None
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404


def test_expertise_is_declared_confirmed_and_withdrawn(
    who: Callable[[str], Client], lead: User, colleague: User
) -> None:
    area = lead.owned_areas.get().area
    client, leading = who("colleague"), who("lead")
    facts = {"area": area.pk, "level": "2", "deputy": lead.pk}
    assert client.post("/settings/expertise/", facts).status_code == 303
    row = Expertise.objects.get()
    assert "Tom Hardy" in leading.get("/areas/").content.decode()
    for address in (f"/areas/experts/{row.pk}/confirm/", f"/areas/experts/{row.pk}/decline/"):
        assert client.post(address).status_code == 403
    assert leading.post(f"/areas/experts/{row.pk}/confirm/").status_code == 303
    row.refresh_from_db()
    assert row.confirmed_by == lead
    assert who("expert").post(f"/settings/expertise/{row.pk}/withdraw/").status_code == 404
    client.post(f"/settings/expertise/{row.pk}/withdraw/")
    assert not Expertise.objects.exists()


def test_a_lead_does_not_confirm_themselves(who: Callable[[str], Client], lead: User) -> None:
    area = lead.owned_areas.get().area
    row = actions.declare_expertise(person=lead, area=area, level=3)
    assert who("lead").post(f"/areas/experts/{row.pk}/confirm/").status_code == 403
