"""Files are served safely, and only to whoever may read something that shows them."""

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.passages.models import Attachment
from tests.answers import end
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_attachment, restrict_area

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def picture(expert: User) -> Attachment:
    return make_attachment(by=expert)


@pytest.fixture
def shown(expert: User, picture: Attachment) -> Article:
    return make_article(owner=expert, body=f"![plan](attachment:{picture.key})\n")


def _get(client_of: ClientOf, person: User, attachment: Attachment, **headers: str) -> HttpResponse:
    response = client_of(person).get(attachment.get_absolute_url(), headers=headers)
    end(response)
    return response  # type: ignore[return-value]


def test_an_image_is_shown_in_place_and_can_run_nothing(
    shown: Article, picture: Attachment, contact: User, client_of: ClientOf
) -> None:
    response = _get(client_of, contact, picture)
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "private" in response["Cache-Control"]
    assert response["Cache-Control"] == "private, no-cache"


def test_any_other_file_is_a_download(expert: User, client_of: ClientOf) -> None:
    response = _get(client_of, expert, make_attachment(by=expert, name="a.pdf", content=PDF))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_browser_that_has_the_file_is_told_so(
    shown: Article, picture: Attachment, contact: User, client_of: ClientOf
) -> None:
    etag = _get(client_of, contact, picture)["ETag"]
    assert _get(client_of, contact, picture, if_none_match=etag).status_code == 304


def test_a_file_nobody_shows_is_its_uploaders_alone(
    picture: Attachment, expert: User, contact: User, client_of: ClientOf
) -> None:
    assert _get(client_of, expert, picture).status_code == 200
    assert _get(client_of, contact, picture).status_code == 404


def test_a_file_of_a_hidden_article_is_not_found(
    expert: User, picture: Attachment, contact: User, outsider: User, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    make_article(owner=expert, areas=[area], body=f"![plan](attachment:{picture.key})\n")
    assert contact.team is not None
    restrict_area(area, contact.team)
    assert _get(client_of, contact, picture).status_code == 200
    assert _get(client_of, outsider, picture).status_code == 404


def test_a_thumbnail_exists_for_images_alone(
    shown: Article, picture: Attachment, expert: User, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    small = client.get(reverse("passages:thumbnail", args=[picture.key, picture.name]))
    assert small.status_code == 200
    end(small)
    paper = make_attachment(by=expert, name="a.pdf", content=PDF)
    url = reverse("passages:thumbnail", args=[paper.key, paper.name])
    assert client_of(expert).get(url).status_code == 404


def test_nothing_outside_of_the_media_folder_is_ever_served(
    picture: Attachment, expert: User, client_of: ClientOf, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("key")
    place = Path(picture.file.path)
    place.unlink()
    place.symlink_to(secret)
    assert _get(client_of, expert, picture).status_code == 404


def test_a_lost_file_is_not_found(picture: Attachment, expert: User, client_of: ClientOf) -> None:
    Path(picture.file.path).unlink()
    assert _get(client_of, expert, picture).status_code == 404
