"""Channels are set up by administrators; the nearest team's sentences open and close a reply."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from knowledge.replies.actions.profiles import keep_profile, keep_sentence, retire_profile
from knowledge.replies.models import ChannelProfile, Sentence
from knowledge.replies.queries.profiles import profile_for, profiles, sentences_for
from tests.factories import make_person, make_team

ClientOf = Callable[[User], Client]
FIELDS = {"channel": "social", "style": "public", "reader": "customer", "counting": "sms"}


def profile(channel: str) -> ChannelProfile:
    return ChannelProfile.objects.get(channel=channel)


def say(by: User, team: Team | None, words: str, channel: str = "", place: str = "opening") -> None:
    keep_sentence(by=by, team=team, language="en", channel=channel, place=place, words=words)


def test_the_nearest_team_counts_and_the_channel_before_every_channel(administrator: User) -> None:
    above = make_team("Customers")
    team = make_team("Phone", parent=above)
    person = make_person("Ann Lee", team=team)

    def opening(channel: str) -> str:
        return sentences_for(person, profile(channel), "en").opening

    assert opening("email") == "Hello,"
    say(administrator, None, "Good day,")
    assert opening("email") == "Good day,"
    say(administrator, above, "Dear reader,", channel="email")
    say(administrator, team, "Hi from {team}, {name} here.")
    assert opening("email") == "Hi from Phone, Ann Lee here."
    say(administrator, team, "Welcome,", channel="email")
    assert opening("email") == "Welcome,"
    assert opening("chat") == "Hi from Phone, Ann Lee here."
    assert opening("phone") == opening("shop") == ""
    say(administrator, team, "", channel="email")
    assert opening("email") == "Hi from Phone, Ann Lee here."


@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_in_public_is_one_asked_to_write_privately(contact: User, language: str) -> None:
    assert sentences_for(contact, profile("social"), language).privately
    assert not sentences_for(contact, profile("email"), language).privately


def test_a_channel_out_of_use_is_not_offered(administrator: User) -> None:
    mail = profile("email")
    second = keep_profile(channel="email", style="mail", name="Partners", reader="partner")
    assert profile_for("email") == mail
    retire_profile(profile=mail, retired=True)
    assert profile_for("email") == second
    assert mail not in profiles()


def test_an_administrator_adds_a_channel_and_is_told_what_is_wrong(
    administrator: User, client_of: ClientOf
) -> None:
    client, url = client_of(administrator), reverse("replies:profiles")
    assert client.post(url, FIELDS | {"limit": "-1"}).status_code == 422
    assert client.post(url, FIELDS | {"limit": "9999999"}).status_code == 422
    assert client.post(url, FIELDS | {"name": "SMS", "limit": "160"}).status_code == 303
    made = ChannelProfile.objects.get(name="SMS")
    assert (made.limit, made.counting, made.has_links) == (160, "sms", False)
    changed = client.post(reverse("replies:profile", args=[made.pk]), FIELDS | {"limit": ""})
    assert changed.status_code == 303
    made.refresh_from_db()
    assert (made.limit, made.name) == (0, "")


def test_a_manager_words_their_own_team_alone(
    manager: User, team: Team, client_of: ClientOf
) -> None:
    client, url = client_of(manager), reverse("replies:sentences")
    data = {"language": "fr", "channel": "chat", "opening": "Bonjour !"}
    assert client.post(url, data | {"team": make_team().pk}).status_code == 422
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"team": team.pk}).status_code == 303
    assert Sentence.objects.get().words == "Bonjour !"
    shown = client.get(url, {"team": team.pk, "language": "fr", "channel": "chat"})
    assert shown.content.decode().count("Bonjour !") == 2
    assert client.get(url, {"team": "x", "language": "zz"}).status_code == 200
