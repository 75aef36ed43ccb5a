"""Publishing: revisions, addresses, links, merging, who is told."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from knowledge.articles.actions import (
    change_settings,
    publish_revision,
    refresh_stale_texts,
    restore_revision,
)
from knowledge.articles.actions import publish as publish_module
from knowledge.articles.errors import EditConflict, NothingChanged
from knowledge.articles.models import Article, ArticleEvent, Revision
from knowledge.articles.words import Settings, Words, settings_of
from knowledge.notifications.models import Notification
from knowledge.passages.models import Passage, Text
from knowledge.search.models import SearchChange
from tests.factories import make_article, make_person, revise


def publish(article: Article, *, by: User, base: Revision, body: str) -> Article:
    words = replace(Words.of(base), body=body)
    done = publish_revision(article=article, by=by, words=words, base=base, significance="medium")
    return done.article


def test_a_new_article_has_a_first_revision_an_event_and_a_search_change(expert: User) -> None:
    article = make_article("Why the bill is high", owner=expert)
    assert article.live.number == 1
    assert article.slug == "why-the-bill-is-high"
    assert article.events.get().verb == ArticleEvent.Verb.PUBLISHED
    assert SearchChange.objects.filter(kind="article", object_id=article.pk).exists()


def test_two_articles_of_one_title_get_two_addresses(expert: User) -> None:
    first, second, third = (make_article("Same title", owner=expert) for _ in range(3))
    assert [a.slug for a in (first, second, third)] == [
        "same-title",
        "same-title-2",
        "same-title-3",
    ]


@pytest.mark.parametrize("title", ["🔥", "…", "会议"])
def test_a_title_without_latin_letters_still_has_an_address(title: str, expert: User) -> None:
    article = make_article(title, owner=expert)
    assert article.slug
    assert Article.objects.get(slug=article.slug).title == title


def test_one_title_published_twice_in_one_instant_gets_two_addresses(
    expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish_module.Article, "full_clean", lambda self, **options: None)
    monkeypatch.setattr(publish_module, "free_slug", lambda title: "same-title")
    first, second = (
        make_article("Same title", owner=expert),
        make_article("Same title", owner=expert),
    )
    assert first.slug == "same-title"
    assert second.slug.startswith("same-title-")


def test_a_title_never_takes_the_address_of_a_page(expert: User) -> None:
    assert make_article("Drafts", owner=expert).slug == "drafts-2"


def test_publishing_changes_nothing_of_the_earlier_revision(expert: User) -> None:
    article = make_article(owner=expert, body="Old words.\n")
    first = article.live
    revise(article, body="New words.\n")
    kept = Revision.objects.select_related("text").get(pk=first.pk)
    assert kept.text.source == "Old words.\n"
    assert kept.text.passages.get().plain == "Old words."


def test_a_passage_keeps_its_key_while_its_words_stay(expert: User) -> None:
    article = make_article(
        owner=expert, body="## One\n\nFirst text here.\n\n## Two\n\nSecond text.\n"
    )
    before = dict(article.live.text.passages.values_list("heading", "key"))
    article = revise(article, body="## Two\n\nSecond text.\n\n## One\n\nFirst text here.\n")
    assert dict(article.live.text.passages.values_list("heading", "key")) == before


def test_the_same_words_again_are_refused(expert: User) -> None:
    article = make_article(owner=expert)
    with pytest.raises(NothingChanged):
        revise(article)


BASE = "One stands here.\n\nTwo stands here.\n\nThree stands here.\n"


def test_edits_of_different_paragraphs_go_together_by_themselves(
    expert: User, colleague: User
) -> None:
    article = make_article(owner=expert, body=BASE)
    base = Revision.objects.select_related("text").get(pk=article.live.pk)
    publish(article, by=colleague, base=base, body=BASE.replace("One", "Eins"))
    article = publish(article, by=expert, base=base, body=BASE.replace("Three", "Drei"))
    assert article.live.text.source == BASE.replace("One", "Eins").replace("Three", "Drei")
    assert article.live.merged_with is not None
    assert article.live.merged_with.author == colleague


def test_edits_of_one_paragraph_conflict_and_nothing_is_written(
    expert: User, colleague: User
) -> None:
    article = make_article(owner=expert, body=BASE)
    base = Revision.objects.select_related("text").get(pk=article.live.pk)
    publish(article, by=colleague, base=base, body=BASE.replace("Two stands", "Zwei steht"))
    with pytest.raises(EditConflict) as raised:
        publish(article, by=expert, base=base, body=BASE.replace("Two stands", "Deux est"))
    assert article.revisions.count() == 2
    conflict = [c for c in raised.value.merged.body.chunks if c.kind == "conflict"]
    assert "Zwei steht" in conflict[0].theirs
    assert "Deux est" in conflict[0].mine


def test_two_titles_for_one_base_conflict(expert: User, colleague: User) -> None:
    article = make_article("Base title", owner=expert, body=BASE)
    base = Revision.objects.select_related("text").get(pk=article.live.pk)
    revise(article, by=colleague, title="Their title")
    words = replace(Words.of(base), title="My title")
    with pytest.raises(EditConflict) as raised:
        publish_revision(article=article, by=expert, words=words, base=base, significance="minor")
    assert raised.value.merged.conflicts[0].name == "title"


def test_restoring_makes_a_new_revision_of_old_words(expert: User) -> None:
    article = make_article(owner=expert, body="First.\n")
    first = Revision.objects.select_related("text").get(pk=article.live.pk)
    article = revise(article, body="Second.\n")
    done = restore_revision(article=article, by=expert, revision=first, base=article.live)
    assert done.revision.number == 3
    assert done.revision.restored_from == first
    assert done.revision.text.source == "First.\n"


def test_a_link_typed_before_its_target_exists_comes_to_life(expert: User) -> None:
    source = make_article(owner=expert, body="See [[Later article]].\n")
    assert 'class="missing"' in source.live.text.passages.get().html
    target = make_article("Later article", owner=expert)
    assert f'href="/a/{target.pk}/"' in Passage.objects.get(text=source.live.text).html
    assert target.backlinks.get().source == source


def test_mentioned_people_are_told_once(expert: User, colleague: User) -> None:
    article = make_article(owner=expert, body=f"Ask @{colleague.slug}.\n")
    revise(article, body=f"Ask @{colleague.slug} first.\n")
    assert colleague.notifications.filter(kind=Notification.Kind.MENTION).count() == 1


def test_the_owner_hears_of_a_colleagues_revision_but_not_of_their_own(
    expert: User, colleague: User
) -> None:
    article = make_article(owner=expert)
    revise(article, by=colleague, body="Better words.\n")
    revise(article, by=expert, body="Best words.\n")
    assert [n.actor for n in expert.notifications.all()] == [colleague]


def test_settings_keep_every_value_before_and_after(expert: User) -> None:
    article = make_article(owner=expert)
    settings = replace(settings_of(article), confidence="validated", topics=("meter",))
    article = change_settings(article=article, by=expert, settings=settings)
    detail = article.events.get(verb=ArticleEvent.Verb.SETTINGS).detail
    assert detail == {"confidence": ["not_validated", "validated"], "topics": ["", "meter"]}


def test_a_refused_value_writes_nothing(expert: User) -> None:
    with pytest.raises(ValidationError):
        make_article("x" * 251, owner=expert)
    assert not Article.objects.exists()
    assert not SearchChange.objects.exists()


def test_authors_cannot_be_deleted_with_their_work(expert: User) -> None:
    make_article(owner=expert)
    with pytest.raises(models.ProtectedError):
        expert.delete()


def test_translations_share_a_group_and_know_each_other(expert: User) -> None:
    english = make_article("Bill", owner=expert)
    french = make_article(
        "Facture", owner=expert, settings={"language": "fr", "translation_of": english}
    )
    english.refresh_from_db()
    assert list(english.translations()) == [french]
    assert list(french.translations()) == [english]


def test_co_authors_are_told_that_they_are(expert: User) -> None:
    other = make_person("Other Expert")
    make_article(owner=expert, settings={"co_authors": (other,)})
    assert other.notifications.get().kind == Notification.Kind.CO_AUTHOR


def test_words_and_settings_survive_their_own_fields() -> None:
    words = Words(title="T", body="B\n", questions=("a", "b"), short_answer="S")
    assert Words.from_fields(words.as_fields()) == words
    assert Settings().confidence == "not_validated"


def test_texts_of_an_older_renderer_are_rendered_again(expert: User) -> None:
    article = make_article(owner=expert, body="Fresh **words**.\n")
    text = article.live.text
    keys = list(text.passages.values_list("key", flat=True))
    text.passages.update(html="<p>Stale</p>")
    Text.objects.filter(pk=text.pk).update(renderer_version=0)
    assert refresh_stale_texts() is False
    assert "<strong>words</strong>" in text.passages.get().html
    assert list(text.passages.values_list("key", flat=True)) == keys
    assert SearchChange.objects.filter(object_id=article.pk).count() == 2
