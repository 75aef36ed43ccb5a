"""The social-media policy: versions, acceptances, who must still accept."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.passages.channels import Channel
from knowledge.replies.actions.policy import NewerPolicy, accept_policy, publish_policy
from knowledge.replies.models import ChannelProfile, PolicyAcceptance, PolicyVersion
from knowledge.replies.queries.policy import must_accept
from tests.factories import make_person

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def publish(by: User, words: str = "Be kind.", **facts: Any) -> PolicyVersion:
    after = PolicyVersion.objects.count()
    return publish_policy(
        by=by, source=words, source_fr=f"FR {words}", **({"after": after} | facts)
    )


def profile(channel: Channel) -> ChannelProfile:
    return ChannelProfile.objects.get(channel=channel)


def test_nobody_must_accept_what_does_not_exist(contact: User) -> None:
    assert must_accept(contact, profile(Channel.SOCIAL)) is None


def test_public_channels_alone_ask_for_it_until_it_is_accepted(
    contact: User, expert: User, administrator: User
) -> None:
    version = publish(administrator)
    social, email = profile(Channel.SOCIAL), profile(Channel.EMAIL)
    assert must_accept(contact, social) == version
    assert must_accept(contact, email) is None
    accept_policy(person=contact, number=1)
    assert must_accept(contact, social) is None
    assert must_accept(expert, social) == version


def test_a_comma_asks_nobody_again_and_a_new_rule_asks_everybody(
    contact: User, administrator: User
) -> None:
    publish(administrator)
    accept_policy(person=contact, number=1)
    publish(administrator, "Be kind!", needs_acceptance=False)
    assert must_accept(contact, profile(Channel.SOCIAL)) is None
    third = publish(administrator, "Be kind and brief.")
    assert must_accept(contact, profile(Channel.SOCIAL)) == third


def test_who_comes_after_a_comma_accepts_the_newest_words(
    colleague: User, administrator: User
) -> None:
    publish(administrator)
    second = publish(administrator, "Be kind!", needs_acceptance=False)
    assert must_accept(colleague, profile(Channel.SOCIAL)) == second
    accept_policy(person=colleague, number=2)
    assert must_accept(colleague, profile(Channel.SOCIAL)) is None


def test_what_was_not_read_is_not_accepted(contact: User, administrator: User) -> None:
    publish(administrator)
    publish(administrator, "Be brief.")
    with pytest.raises(NewerPolicy):
        accept_policy(person=contact, number=1)
    assert not PolicyAcceptance.objects.exists()


def test_accepting_twice_keeps_the_first_day(contact: User, administrator: User) -> None:
    publish(administrator)
    first = accept_policy(person=contact, number=1)
    assert accept_policy(person=contact, number=1).at == first.at


def test_two_writers_do_not_overwrite_each_other(administrator: User, client_of: ClientOf) -> None:
    publish(administrator)
    with pytest.raises(NewerPolicy):
        publish(administrator, "Mine.", after=0)
    page = client_of(administrator).post(
        reverse("replies:policy_edit"), {"source": "Mine.", "source_fr": "", "after": "0"}
    )
    assert page.status_code == 422
    assert "Mine." in page.content.decode()
    assert PolicyVersion.objects.count() == 1


def test_an_empty_policy_is_refused(administrator: User) -> None:
    with pytest.raises(ValidationError):
        publish_policy(by=administrator, source=" ", source_fr="", after=0)


def test_it_is_read_in_ones_language_and_cannot_run_scripts(
    contact: User, administrator: User, client_of: ClientOf
) -> None:
    publish(administrator, "Be **kind** <script>alert(1)</script>")
    page = client_of(contact).get(reverse("replies:policy")).content.decode()
    assert "<strong>kind</strong>" in page
    assert "<script>alert(1)" not in page
    User.objects.filter(pk=contact.pk).update(interface_language="fr")
    assert "FR Be" in client_of(contact).get(reverse("replies:policy")).content.decode()


def test_accepting_leads_back_to_ours_alone(
    contact: User, administrator: User, client_of: ClientOf
) -> None:
    publish(administrator)
    client = client_of(contact)
    for told, led in (("/replies/", "/replies/"), ("//evil.example/", reverse("replies:policy"))):
        answer = client.post(reverse("replies:policy_accept"), {"number": "1", "next": told})
        assert answer["Location"] == led


def test_the_export_names_who_accepted_which_version(
    contact: User, administrator: User, client_of: ClientOf
) -> None:
    publish(administrator)
    formula = make_person("=SUM(A1)")
    for person in (contact, formula):
        accept_policy(person=person, number=1)
    answer = client_of(administrator).get(reverse("replies:policy_file"))
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["person"] for row in rows] == ["Nadia Fournier", "'=SUM(A1)"]
    assert {row["version"] for row in rows} == {"1"}


def test_the_list_of_people_costs_the_same_however_long(
    administrator: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    publish(administrator)
    client = client_of(administrator)

    def grow(count: int) -> None:
        for _ in range(count):
            accept_policy(person=make_person(), number=1)

    assert_same_queries(lambda: client.get(reverse("replies:policy_acceptances")), grow)
