"""Feeds: one person's private addresses, and nothing that they may not read."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_person
from accounts.actions.tokens import create_token, revoke_token
from accounts.models import AccessToken, Team, TokenPurpose, User
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area

ATOM = "{http://www.w3.org/2005/Atom}"


def _token(person: User, purpose: str = TokenPurpose.FEED) -> tuple[AccessToken, str]:
    return create_token(person=person, purpose=purpose, name="reader", by=person)


def _titles(stranger: Client, secret: str, kind: str, slug: str) -> list[str | None]:
    response = stranger.get(reverse("articles:feed", args=[secret, kind, slug]))
    assert response.status_code == 200
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own
    return [entry.findtext(f"{ATOM}title") for entry in entries]


def test_feeds_follow_an_area_a_topic_and_an_author(contact: User, stranger: Client) -> None:
    writer = make_person("Luc Bouchard")
    area = make_area("Box")
    make_article("Orange light", owner=writer, areas=[area], topics=["light"])
    make_article("Paper bill")
    _row, secret = _token(contact)
    assert _titles(stranger, secret, "area", area.slug) == ["Orange light"]
    assert _titles(stranger, secret, "topic", "light") == ["Orange light"]
    assert _titles(stranger, secret, "author", writer.slug) == ["Orange light"]


def test_a_feed_obeys_the_restrictions_of_its_person(
    contact: User, outsider: User, team: Team, stranger: Client
) -> None:
    area = make_area("Quiet")
    restrict_area(area, team)
    writer = make_person("Luc Bouchard")
    make_article("Hidden", owner=writer, areas=[area])
    _row, inside = _token(contact)
    _row, outside = _token(outsider)
    assert _titles(stranger, inside, "author", writer.slug) == ["Hidden"]
    assert _titles(stranger, outside, "author", writer.slug) == []
    url = reverse("articles:feed", args=[outside, "area", area.slug])
    assert stranger.get(url).status_code == 404


def test_a_control_character_in_a_name_does_not_end_a_feed(contact: User, stranger: Client) -> None:
    area = make_area("Bo\x01x")
    writer = make_person("Luc\x02 Bouchard")
    make_article("Orange\x03 light", owner=writer, areas=[area], short_answer="Wait\x1f.")
    _row, secret = _token(contact)
    assert _titles(stranger, secret, "area", area.slug) == ["Orange light"]


@pytest.mark.parametrize("how", ["revoked", "left", "other purpose", "unknown"])
def test_a_dead_token_finds_nothing(
    how: str, contact: User, administrator: User, stranger: Client
) -> None:
    area = make_area("Box")
    purpose = TokenPurpose.API if how == "other purpose" else TokenPurpose.FEED
    row, secret = _token(contact, purpose)
    if how == "revoked":
        revoke_token(row, by=contact)
    if how == "left":
        deactivate_person(contact, by=administrator)
    if how == "unknown":
        secret = "terroir_" + "x" * 43
    assert (
        stranger.get(reverse("articles:feed", args=[secret, "area", area.slug])).status_code == 404
    )


def test_a_feed_costs_the_same_with_more_entries(
    contact: User, stranger: Client, assert_same_queries: object
) -> None:
    area = make_area("Box")
    _row, secret = _token(contact)
    url = reverse("articles:feed", args=[secret, "area", area.slug])

    def grow(n: int) -> None:
        for _number in range(n):
            make_article(areas=[area])

    assert_same_queries(lambda: stranger.get(url), grow)  # type: ignore[operator]


def test_the_address_of_a_feed_is_made_on_request_and_works(
    contact: User, client_of: ClientOf, stranger: Client
) -> None:
    area = make_area("Box")
    make_article("Orange light", areas=[area])
    url = reverse("articles:feed_new", args=["area", area.slug])
    client = client_of(contact)
    assert "address" not in client.get(url).context
    address = client.post(url).context["address"]
    assert "Orange light" in stranger.get(address).content.decode()
