"""Words for a channel: in step with the article, flagged by a medium change, withdrawn by a major one."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.replies.actions.variants import (
    SomebodyWasFaster,
    approve_variant,
    confirm_variant,
    remove_variant,
    write_variant,
)
from knowledge.replies.models import Variant, VariantVersion
from knowledge.replies.queries.variants import (
    VariantStanding,
    standing_of,
    variant_for,
    variants_of,
)
from knowledge.replies.queries.wordings import words_for
from tests.factories import make_article
from tests.replies.changing import change

BODY = "/// customer\nUnplug the box for ten seconds.\n///\n\nFor us alone: the fuse is weak.\n"


@pytest.fixture
def article(expert: User) -> Article:
    return make_article("Orange light", owner=expert, body=BODY)


def _write(article: Article, words: str = "Please unplug it.", **fields) -> VariantVersion:
    values = {"channel": "chat", "language": "en", "revision": article.live, "by": article.owner}
    return write_variant(article=article, words=words, **(values | fields))


def test_what_an_expert_wrote_for_a_channel_is_what_is_said_there(article: Article) -> None:
    version = _write(article, " Please unplug it.\r\nThen wait. ")
    found = words_for(article, "chat", "en")
    assert found is not None
    assert found.words == "Please unplug it.\nThen wait."
    assert found.version == version
    assert not found.is_flagged
    assert words_for(article, "chat", "fr") is None
    assert words_for(article, "email", "en") is None


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ([], VariantStanding.STANDS),
        (["minor"], VariantStanding.STANDS),
        (["medium"], VariantStanding.FLAGGED),
        (["minor", "medium", "minor"], VariantStanding.FLAGGED),
        (["major"], VariantStanding.WITHDRAWN),
        (["major", "minor"], VariantStanding.WITHDRAWN),
        (["medium", "major", "medium"], VariantStanding.WITHDRAWN),
    ],
)
def test_the_changes_since_decide_whether_it_stands(
    changes: list[str], standing: VariantStanding, article: Article
) -> None:
    version = _write(article)
    for number, how in enumerate(changes):
        article = change(article, how, f"{BODY}\n\nMore {number}.")
    found = variant_for(article, "chat", "en")
    assert found is not None
    assert found.standing is standing
    assert standing_of([version.variant]) == {version.variant_id: standing}
    words = words_for(article, "chat", "en")
    assert (words is None) is (standing is VariantStanding.WITHDRAWN)
    assert words is None or words.is_flagged is (standing is VariantStanding.FLAGGED)


def test_a_passage_that_was_closed_withdraws_the_words_whatever_the_change_was_called(
    article: Article,
) -> None:
    _write(article)
    article = change(article, "minor", "Unplug the box for ten seconds.\n\nMore.")
    assert variant_for(article, "chat", "en").is_withdrawn
    assert words_for(article, "chat", "en") is None


def test_confirming_puts_it_in_step_again_and_keeps_the_record(
    article: Article, colleague: User
) -> None:
    first = _write(article)
    approve_variant(variant=first.variant, number=1, by=article.owner)
    article = change(article, "major", f"{BODY}\n\nMore.")
    second = confirm_variant(variant=first.variant, number=1, revision=article.live, by=colleague)
    assert (second.number, second.words, second.confirms) == (2, first.words, True)
    assert variant_for(article, "chat", "en").standing is VariantStanding.STANDS
    assert not variant_for(article, "chat", "en").is_approved
    again = confirm_variant(variant=first.variant, number=2, revision=article.live, by=colleague)
    assert again == second


def test_words_written_beside_an_older_revision_are_flagged_at_once(article: Article) -> None:
    seen = article.live
    article = change(article, "medium", f"{BODY}\n\nMore.")
    _write(article, revision=seen)
    assert variant_for(article, "chat", "en").is_flagged


def test_two_writers_do_not_write_over_each_other(article: Article, colleague: User) -> None:
    _write(article)
    with pytest.raises(SomebodyWasFaster) as told:
        _write(article, "Something else.", by=colleague)
    assert told.value.newest.words == "Please unplug it."
    version = _write(article, "Something else.", by=colleague, started_from=1)
    assert version.number == 2
    with pytest.raises(SomebodyWasFaster):
        confirm_variant(variant=version.variant, number=1, revision=article.live, by=article.owner)
    with pytest.raises(SomebodyWasFaster):
        approve_variant(variant=version.variant, number=1, by=article.owner)


def test_the_same_words_again_are_no_new_version(article: Article) -> None:
    first = _write(article)
    assert _write(article, started_from=1) == first
    assert _write(article, audience="partner", started_from=1).number == 2


def test_words_for_partners_are_not_said_to_customers(article: Article) -> None:
    _write(article, audience="partner")
    assert words_for(article, "chat", "en") is None
    assert words_for(article, "chat", "en", Audience.PARTNER) is not None


def test_removed_words_are_not_said_and_can_be_written_again(article: Article) -> None:
    first = _write(article)
    remove_variant(variant=first.variant)
    assert words_for(article, "chat", "en") is None
    assert variants_of(article) == []
    with pytest.raises(SomebodyWasFaster):
        confirm_variant(variant=first.variant, number=1, revision=article.live, by=article.owner)
    again = _write(article, "Anew.")
    assert again.number == 2
    assert Variant.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"words": "  \n "},
        {"words": "x" * 10_001},
        {"channel": "pigeon"},
        {"channel": ""},
        {"audience": "internal"},
        {"language": "much too long a code"},
    ],
)
def test_what_is_no_wording_is_refused_and_nothing_is_written(
    fields: dict[str, str], article: Article
) -> None:
    with pytest.raises(ValidationError):
        _write(article, **{"words": "Please.", **fields})
    assert not Variant.objects.exists()


def test_a_revision_of_another_article_is_refused(article: Article) -> None:
    with pytest.raises(ValidationError):
        _write(article, revision=make_article().live)


def test_articles_are_asked_about_together(article: Article, django_assert_num_queries) -> None:
    _write(article)
    _write(article, channel="email")
    with django_assert_num_queries(1):
        assert [one.variant.channel for one in variants_of(article)] == ["chat", "email"]


TWO = f"{BODY}\n/// customer\nThe lamp goes out.\n///\n"


@pytest.mark.parametrize(
    ("audience", "body", "standing"),
    [
        ("customer", "Kept.\n\n/// customer\nThe lamp goes out.\n///\n", VariantStanding.FLAGGED),
        ("customer", "Nothing of it is told now.", VariantStanding.WITHDRAWN),
        ("partner", "/// partner\nFor them.\n///\n", VariantStanding.FLAGGED),
        ("customer", "/// partner\nFor them.\n///\n", VariantStanding.WITHDRAWN),
        ("customer", f"{TWO}\n\nMore.", VariantStanding.STANDS),
    ],
)
def test_a_passage_that_is_gone_is_not_told_on_by_the_words_as_if_nothing_were(
    expert: User, audience: str, body: str, standing: VariantStanding
) -> None:
    article = make_article("Lamp", owner=expert, body=TWO)
    _write(article, audience=audience)
    article = change(article, "minor", body)
    assert variant_for(article, "chat", "en").standing is standing
