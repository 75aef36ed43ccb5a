"""The pages of a tray: collected, composed, copied or told, in the tray's own channel and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.policy import publish_policy
from knowledge.replies.composing.forms import edited
from knowledge.replies.models import ChannelProfile, ReplyRecord, Tray
from tests.factories import make_article, make_topic, revise

ClientOf = Callable[[User], Client]
YES = {"short_answer": "Yes, you may keep it.", "short_answer_audience": "customer"}
JSON = {"HTTP_ACCEPT": "application/json"}


def collect_url(article: Article, key: str = "short") -> str:
    return f"{reverse('replies:tray_collect')}?article={article.slug}&passage={key}"


def at(tray: Tray, name: str = "tray", *more: int) -> str:
    return reverse(f"replies:{name}", args=[tray.pk, *more])


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def tray(contact: User) -> Tray:
    return actions.collect(
        person=contact, article=make_article("Fixed", **YES), passage_key="short"
    )


def test_the_collect_key_stands_beside_the_copy_key_and_docks_the_tray(
    contact: User, client_of: ClientOf
) -> None:
    client, article = client_of(contact), make_article("Keeping an address", **YES)
    shown = text_of(client.get(article.get_absolute_url()))
    assert f'formaction="{collect_url(article).replace("&", "&amp;")}"' in shown
    assert 'class="tray"' not in shown
    assert client.post(collect_url(article)).status_code == 303
    docked = text_of(client.get(reverse("home")))
    assert 'class="tray"' in docked
    assert "Keeping an address" in docked


def test_collecting_in_place_answers_with_the_docked_tray(
    contact: User, client_of: ClientOf
) -> None:
    answer = client_of(contact).post(
        collect_url(make_article("Here", **YES)), {"next": "/search/?q=a"}, HTTP_HX_REQUEST="true"
    )
    assert 'id="tray"' in text_of(answer)
    assert 'value="/search/?q=a"' in text_of(answer)


def test_collecting_what_stays_in_the_house_says_so(contact: User, client_of: ClientOf) -> None:
    article = make_article(short_answer="For us.", short_answer_audience="internal")
    answer = client_of(contact).post(collect_url(article), HTTP_HX_REQUEST="true")
    assert "stays in the house" in text_of(answer)
    assert not Tray.objects.exists()


@pytest.mark.parametrize("channel", ["phone", "email", "chat", "social", "shop", "letter"])
def test_the_reply_stands_in_front_in_each_channel(
    contact: User, client_of: ClientOf, tray: Tray, channel: str
) -> None:
    client = client_of(contact)
    profile = ChannelProfile.objects.get(channel=channel)
    assert client.post(at(tray, "tray_switch"), {"profile": profile.pk}).status_code == 303
    shown = text_of(client.get(at(tray)))
    assert "Yes, you may keep it." in shown
    assert ("of 280" in shown) == (channel == "social")


def test_what_is_typed_is_kept_and_measured(contact: User, client_of: ClientOf, tray: Tray) -> None:
    actions.change_tray(tray=tray, profile=ChannelProfile.objects.get(channel="social"))
    client = client_of(contact)
    answer = client.post(at(tray, "tray_measure"), {"text": "x" * 300}, HTTP_HX_REQUEST="true")
    assert "20 too many" in text_of(answer)
    assert "<html" not in text_of(answer)
    assert "x" * 300 in text_of(client.get(at(tray)))


def test_one_press_copies_and_notes_it_once(contact: User, client_of: ClientOf, tray: Tray) -> None:
    client, press = client_of(contact), {"key": str(uuid4()), "way": "copied"}
    told = [client.post(at(tray, "tray_finish"), press, **JSON).json() for _press in range(2)]
    assert told[0] == told[1]
    assert told[0]["plain"].startswith("Hello,")
    assert ReplyRecord.objects.get().tray == tray


def test_without_javascript_the_words_are_there_to_copy(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    client = client_of(contact)
    assert "Yes, you may keep it." in text_of(client.post(at(tray, "tray_finish")))
    told = client.post(at(tray, "tray_finish"), {"way": "told", "text": "other words"})
    assert told.status_code == 303
    assert set(ReplyRecord.objects.values_list("way", flat=True)) == {"copied", "told"}


def test_what_was_archived_meanwhile_is_refused_and_nothing_typed_is_lost(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    article = Article.objects.get(title="Fixed")
    archive_article(article=article, by=article.owner)
    client = client_of(contact)
    answer = client.post(at(tray, "tray_finish"), {"text": "My own words."}, **JSON)
    assert answer.status_code == 403
    assert "archived" in answer.json()["error"]
    page = client.post(at(tray, "tray_finish"), {"text": "My own words."})
    assert page.status_code == 403
    assert "My own words." in text_of(page)


def test_the_page_says_what_became_of_each_passage(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    client = client_of(contact)
    revise(Article.objects.get(title="Fixed"), short_answer="Yes, for a year.")
    shown = text_of(client.get(at(tray)))
    assert "Changed since you collected it" in shown
    assert "<del>Yes, you may keep it.</del>" in shown
    client.post(at(tray, "tray_act"), {"act": "new_words"})
    assert "Changed since you collected it" not in text_of(client.get(at(tray)))
    revise(Article.objects.get(title="Fixed"), short_answer_audience="internal")
    closed = text_of(client.get(at(tray)))
    assert "Not in the reply" in closed
    assert "for a year" not in closed


def test_in_public_the_policy_comes_first(
    contact: User, administrator: User, client_of: ClientOf, tray: Tray
) -> None:
    publish_policy(by=administrator, source="Be kind.", source_fr="", note="", after=0)
    actions.change_tray(tray=tray, profile=ChannelProfile.objects.get(channel="social"))
    client = client_of(contact)
    assert "Read and accept it" in text_of(client.get(at(tray)))
    answer = client.post(at(tray, "tray_finish"), **JSON)
    assert answer.status_code == 403
    assert not ReplyRecord.objects.exists()


def test_a_card_is_shown_in_the_customers_language_and_prints(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    actions.change_tray(tray=tray, profile=ChannelProfile.objects.get(channel="shop"))
    shown = text_of(client_of(contact).get(at(tray, "tray_card")))
    assert '<article class="card" lang="en"' in shown
    assert "Yes, you may keep it." in shown


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tray_act", {"act": "burn"}),
        ("tray_switch", {"profile": "999"}),
        ("tray_switch", {"language": "xx"}),
    ],
)
def test_nonsense_is_refused(
    contact: User, client_of: ClientOf, tray: Tray, name: str, data: dict[str, str]
) -> None:
    assert client_of(contact).post(at(tray, name), data).status_code == 400


def test_a_new_tray_is_not_named_after_a_customer(contact: User, client_of: ClientOf) -> None:
    mail = ChannelProfile.objects.get(channel="email").pk
    data = {"profile": mail, "language": "fr", "name": "Box", "reference": "06 12 34 56 78"}
    answer = client_of(contact).post(reverse("replies:trays"), data)
    assert answer.status_code == 422
    assert "telephone number" in text_of(answer)
    ok = client_of(contact).post(reverse("replies:trays"), data | {"reference": "C-12"})
    assert ok.status_code == 303


def test_the_page_costs_the_same_for_three_passages_and_for_twelve(
    contact: User, client_of: ClientOf, assert_same_queries: Any, tray: Tray
) -> None:
    topic = make_topic("refunds").name

    def fill(number: int) -> None:
        for _n in range(number):
            article = make_article(topics=[topic], **YES)
            actions.collect(person=contact, article=article, passage_key="short")

    assert_same_queries(lambda: client_of(contact).get(at(tray)), fill)


def test_what_is_too_long_is_refused_before_it_is_looked_at_and_stays_in_the_field(
    contact: User, client_of: ClientOf, tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.edit_tray(tray=tray, draft="As it was kept.")
    monkeypatch.setattr("knowledge.replies.queries.trays.edited", _small_only(edited))
    client, long = client_of(contact), "Zu lang. " * 2_300
    for name in ("tray_measure", "tray_finish"):
        answer = client.post(at(tray, name), {"text": long})
        assert answer.status_code == 403
        assert "at most 20000 characters" in text_of(answer)
        assert long.strip() in text_of(answer)
    measured = client.post(at(tray, "tray_measure"), {"text": long}, HTTP_HX_REQUEST="true")
    assert "at most 20000 characters" in text_of(measured)
    assert client.post(at(tray, "tray_finish"), {"text": long}, **JSON).status_code == 403
    tray.refresh_from_db()
    assert tray.draft == "As it was kept."
    assert not ReplyRecord.objects.exists()


def _small_only(shape: Any) -> Any:
    def shaped(text: str, profile: Any) -> Any:
        assert len(text) <= 20_000
        return shape(text, profile)

    return shaped
