"""Customers' questions find the articles that answer them, in the demo company's library."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from bench.search_relevance import SEED, with_typo
from knowledge.articles.models import Article
from knowledge.exchange.halage import library as demo_library
from knowledge.exchange.halage.company import load_company
from knowledge.search.queries import SearchRequest, search
from tests.search.indexing import follow, forget_index
from tests.search.relevance.judging import Judged, Question, below, read_questions

DEMO = Path(__file__).parents[3] / "knowledge" / "exchange" / "demo"
pytestmark = pytest.mark.django_db

READER = "ines.rahmani@halage.example"
"""Talks to customers in both languages, and belongs to no team that closed areas are open to."""

FLOORS = {
    "en": {"Success@1": 0.875, "Success@3": 0.955, "nDCG@10": 0.925},
    "fr": {"Success@1": 0.84, "Success@3": 0.955, "nDCG@10": 0.91},
    "one typo": {"Success@1": 0.84, "Success@3": 0.945, "nDCG@10": 0.91},
}
"""0.02 to 0.03 below what was measured when they were set: raise them when search gets better."""

LONGER = (
    ("orange light", "orange light blinking on my box since this morning", "ecluse-3-orange-light"),
    ("direct debit", "direct debit rejected by my bank", "rejected-direct-debit"),
    ("meter display", "the meter display shows ERR 04", "what-a-k9-meter-display-says"),
    ("my bill", "my bill in three instalments please", "spreading-a-bill"),
    ("roaming", "roaming in Switzerland without a pass", "roaming-outside-the-zone"),
    ("facture", "facture papier envoyée par la poste", "facture-papier-deux-euros"),
    ("box orange", "box orange qui clignote depuis hier soir", "voyant-orange-ecluse-3"),
    ("fibre", "fibre il faut percer le mur pour la prise", "raccordement-fibre-etapes"),
    ("compteur", "compteur écran noir après un orage", "compteur-muet-apres-orage"),
    ("remise", "remise pour trois enfants à charge", "remise-famille-nombreuse"),
)


_versions = demo_library._versions


def _only_the_latest(fields: dict[str, Any], body: str) -> Iterator[demo_library.Version]:
    return _versions(fields | {"history": []}, body)


@pytest.fixture(scope="module")
def library_index(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[Path]:
    """The demo's people and articles as they stand, indexed once for all the tests here; undone
    after them. What articles said earlier isn't searched, and is left out to be faster."""
    index, before = tmp_path_factory.mktemp("relevance") / "index", django_settings.INDEX_DIR
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr(demo_library, "_versions", _only_the_latest)
        company = (DEMO / "company.toml").read_text(encoding="utf-8")
        people = load_company(tomllib.loads(company), password="halage-demo")
        demo_library.load_library(DEMO, people)
        django_settings.INDEX_DIR = index
        follow()
        django_settings.INDEX_DIR = before
        yield index
        transaction.set_rollback(True)


class Library:
    """Searched as one person, answers are external ids."""

    def __init__(self) -> None:
        self.person = User.objects.get(email=READER)

    def find(self, words: str) -> list[str]:
        results = search(self.person, SearchRequest(words=words)).results
        return [result.shown.external_id for result in results]

    def place(self, words: str, wanted: str) -> int:
        """From 1; 11 beyond the first page."""
        found = self.find(words)
        return found.index(wanted) + 1 if wanted in found else 11

    def judge(self, question: Question, typed: str = "") -> Judged:
        words = typed or question.asked
        return Judged(question, words, self.find(words))


@pytest.fixture
def library(library_index: Path, index_dir: Path, settings: Any) -> Library:
    settings.INDEX_DIR = library_index
    forget_index()
    return Library()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_answer_comes_first_for_most_questions(library: Library, language: str) -> None:
    asked = [question for question in read_questions() if question.language == language]
    judged = [library.judge(question) for question in asked]
    assert len(judged) >= 40
    assert not (told := below(judged, FLOORS[language])), told


def test_one_typo_costs_little(library: Library) -> None:
    chance = Random(SEED)
    judged = [library.judge(q, with_typo(q.asked, chance)) for q in read_questions()]
    assert sum(one.typed != one.question.asked for one in judged) >= 0.95 * len(judged)
    assert not (told := below(judged, FLOORS["one typo"])), told


def test_every_question_names_articles_that_the_reader_may_see(library: Library) -> None:
    seen = set(Article.objects.visible_to(library.person).values_list("external_id", flat=True))
    wanted = {key for question in read_questions() for key in question.right}
    assert wanted <= seen
    assert len(wanted) >= 50


def test_an_article_asked_for_by_its_title_comes_first(library: Library) -> None:
    articles = list(Article.objects.visible_to(library.person).current())
    assert len(articles) >= 50
    others = {
        article.title: found[:2]
        for article in articles
        if (found := library.find(article.title))[:1] != [article.external_id]
    }
    assert not others


@pytest.mark.parametrize(("fewer", "more", "wanted"), LONGER)
def test_more_words_are_never_worse_than_fewer(
    library: Library, fewer: str, more: str, wanted: str
) -> None:
    assert library.place(more, wanted) <= min(10, library.place(fewer, wanted))
