"""The pages of an article's words for channels: written, looked at, confirmed, approved, removed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.replies.actions.sensitive import approve_wording, mark_sensitive
from knowledge.replies.actions.variants import write_variant
from knowledge.replies.models import Variant
from knowledge.replies.queries.variants import variant_for
from tests.conftest import ClientOf
from tests.factories import make_article, make_person, make_topic
from tests.replies.changing import change

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
BODY = "/// customer\nUnplug the box for ten seconds.\n///\n\nFor us alone: the fuse is weak.\n"


@pytest.fixture
def article(expert: User) -> Article:
    return make_article("Orange light", owner=expert, body=BODY)


def _url(article: Article, name: str = "variant", channel: str = "social") -> str:
    return reverse(f"replies:{name}", args=[article.slug, channel, "en"])


def _data(article: Article, words: str = "Unplug it, please.", **fields: str) -> dict[str, str]:
    return {
        "words": words,
        "audience": "customer",
        "revision": str(article.live.number),
        "started_from": "0",
    } | fields


def _write(article: Article, words: str = "Unplug it, please.", channel: str = "social"):
    return write_variant(
        article=article,
        revision=article.live,
        by=article.owner,
        channel=channel,
        language="en",
        words=words,
    )


def _page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_an_expert_writes_words_beside_what_customers_may_be_told(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    page = _page(client, _url(article))
    assert "Unplug the box for ten seconds." in page
    assert "fuse" not in page
    response = client.post(_url(article), _data(article))
    assert response.status_code == 303
    assert variant_for(article, "social", "en").words == "Unplug it, please."
    assert "Unplug it, please." in _page(client, reverse("replies:variants", args=[article.slug]))


@pytest.mark.parametrize("htmx", [True, False])
def test_the_preview_counts_as_the_channel_does_and_keeps_nothing(
    htmx: bool, article: Article, expert: User, client_of: ClientOf
) -> None:
    words = "🙂" * 150
    headers = {"hx-request": "true"} if htmx else {}
    data = _data(article, words, preview="1")
    response = client_of(expert).post(_url(article), data, headers=headers)
    page = response.content.decode()
    assert response.status_code == 200
    assert "300 of 280" in page
    assert "20 too long" in page
    assert ("<html" in page) is not htmx
    assert not Variant.objects.exists()


def test_a_preview_warns_of_prices_for_customers_and_not_for_partners(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    for audience, warns in (("customer", True), ("partner", False)):
        data = _data(article, "It costs 12 €.", audience=audience, preview="1")
        page = client.post(_url(article), data).content.decode()
        assert ("Customers would read this" in page) is warns


@pytest.mark.parametrize(
    "fields",
    [{"words": " \n "}, {"words": "x" * 10_001}, {"audience": "internal"}, {"revision": "none"}],
)
def test_what_is_no_wording_comes_back_with_what_was_typed(
    fields: dict[str, str], article: Article, expert: User, client_of: ClientOf
) -> None:
    data = _data(article, "Kept as typed.") | fields
    response = client_of(expert).post(_url(article), data)
    assert response.status_code == 422
    assert data["words"].strip()[:100] in response.content.decode()
    assert not Variant.objects.exists()


def test_a_revision_there_never_was_is_not_found(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    response = client_of(expert).post(_url(article), _data(article, revision="9"))
    assert response.status_code == 404


def test_who_was_slower_keeps_their_words_and_decides(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    _write(article, "Theirs.")
    response = client.post(_url(article), _data(article, "Mine."))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Mine." in page
    assert "Theirs." in page
    assert 'name="started_from" value="1"' in page
    response = client.post(_url(article), _data(article, "Mine.", started_from="1"))
    assert response.status_code == 303
    assert variant_for(article, "social", "en").words == "Mine."


@pytest.mark.parametrize(
    ("how", "said"), [("medium", "Replies still use these words"), ("major", "withdrawn")]
)
def test_after_a_change_the_page_says_so_and_one_key_confirms(
    how: str, said: str, article: Article, expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    _write(article)
    article = change(article, how, f"{BODY}\n\nMore.")
    assert said in _page(client, _url(article))
    margin = _page(client, article.get_absolute_url())
    assert "Read and confirm" in margin
    response = client.post(
        _url(article, "variant_confirm"), {"number": "1", "revision": "2"}, follow=True
    )
    assert "Confirmed" in response.content.decode()
    assert said not in _page(client, _url(article))
    assert "Read and confirm" not in _page(client, article.get_absolute_url())


def test_a_confirmation_of_words_that_changed_meanwhile_asks_to_read_again(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    _write(article)
    response = client_of(expert).post(
        _url(article, "variant_confirm"), {"number": "7"}, follow=True
    )
    assert "Read them once more" in response.content.decode()


def test_a_confirmation_holds_beside_the_revision_that_was_read(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    _write(article)
    article = change(article, "medium", f"{BODY}\n\nMore.")
    change(article, "major", f"{BODY}\n\nMuch more.")
    client_of(expert).post(_url(article, "variant_confirm"), {"number": "1", "revision": "2"})
    assert variant_for(article, "social", "en").is_withdrawn


def test_of_a_delicate_article_a_lead_approves_the_words(
    lead: User, expert: User, client_of: ClientOf
) -> None:
    topic = make_topic("Battery fires")
    row = mark_sensitive(topic=topic, by=lead)
    article = make_article(owner=expert, body=BODY, topics=[topic.name])
    approve_wording(sensitive=row, by=lead, language="en", words="We look into it.")
    _write(article)
    assert "Approve these words" not in _page(client_of(expert), _url(article))
    client = client_of(lead)
    page = _page(client, _url(article))
    assert "We look into it." in page
    assert "Approve these words" in page
    client.post(_url(article, "variant_approve"), {"number": "1"})
    assert variant_for(article, "social", "en").is_approved
    assert f"{lead.display_name} approved these words" in _page(client, _url(article))


def test_removing_gives_the_passages_back(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    _write(article)
    client = client_of(expert)
    assert client.post(_url(article, "variant_remove")).status_code == 303
    assert variant_for(article, "social", "en") is None
    assert client.post(_url(article, "variant_remove")).status_code == 303


@pytest.mark.parametrize(("channel", "language"), [("pigeon", "en"), ("chat", "xx")])
def test_a_channel_or_a_language_nobody_offers_does_not_exist(
    channel: str, language: str, article: Article, expert: User, client_of: ClientOf
) -> None:
    url = reverse("replies:variant", args=[article.slug, channel, language])
    assert client_of(expert).get(url).status_code == 404


def test_of_an_archived_article_nothing_is_written(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    archive_article(article=article, by=expert)
    client = client_of(expert)
    assert client.post(_url(article), _data(article)).status_code == 403
    assert "Words for channels" not in _page(client, article.get_absolute_url())


def test_versions_and_languages_cost_no_query_each(
    article: Article, contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client, done = client_of(contact), [0]

    def grow(more: int) -> None:
        for _turn in range(more):
            write_variant(
                article=article,
                revision=article.live,
                by=make_person(),
                channel="chat",
                language="en",
                words=f"Words {done[0]}.",
                started_from=done[0],
            )
            done[0] += 1

    assert_same_queries(lambda: client.get(_url(article, channel="chat")), grow)
