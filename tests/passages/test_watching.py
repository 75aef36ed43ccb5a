"""The watch list and the policies: kept once, by name; what they warn of and what they block."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from knowledge.passages.lint import Kind, Policy
from knowledge.passages.models import LintRule, Passage, WatchedName
from knowledge.passages.watching import checker, lint_rules, policy, told_text, watched_names
from knowledge.passages.watching_actions import forget_name, set_policy, watch_name

pytestmark = pytest.mark.django_db


def _passage(plain: str, audience: str = "customer", **fields: str) -> Passage:
    return Passage(plain=plain, audience=audience, **fields)


def test_without_a_rule_everything_warns_and_nothing_blocks() -> None:
    assert set(policy().values()) == {Policy.WARN}
    assert [rule.kind for rule in lint_rules()] == list(Kind)
    now = checker()
    [found] = now.findings("It costs 12 €.")
    assert found.kind == Kind.PRICE
    assert not now.blocking([found])
    assert not now.is_blocked("It costs 12 €.")


def test_a_rule_says_nothing_or_blocks(lead: User) -> None:
    set_policy(kind="price", policy="off", by=lead)
    set_policy(kind="margin", policy="block", by=lead)
    now = checker()
    assert now.findings("It costs 12 €.") == ()
    assert now.is_blocked("Our margin is small.")
    set_policy(kind="margin", policy="warn", by=lead)
    assert not checker().is_blocked("Our margin is small.")
    assert LintRule.objects.count() == 2


@pytest.mark.parametrize(("kind", "choice"), [("colour", "block"), ("price", "shout"), ("", "")])
def test_a_rule_that_there_is_not_is_refused(kind: str, choice: str, lead: User) -> None:
    with pytest.raises(ValidationError):
        set_policy(kind=kind, policy=choice, by=lead)


def test_a_name_is_watched_once_whatever_its_case_and_accents(lead: User, expert: User) -> None:
    first = watch_name(name="  Müller \n & Söhne ", by=lead, note="say  “our partner”")
    again = watch_name(name="MULLER & sohne", by=expert)
    assert again.pk == first.pk
    assert WatchedName.objects.get().added_by == expert
    assert [one.shown for one in checker().findings("From Müller & Söhne")] == ["Müller & Söhne"]
    forget_name(row=again, by=lead)
    assert checker().findings("From Müller & Söhne") == ()


@pytest.mark.parametrize("name", ["", "  ", "&", "x", "…", "\0", "x" * 121])
def test_a_name_that_would_watch_nothing_or_everything_is_refused(name: str, lead: User) -> None:
    with pytest.raises(ValidationError):
        watch_name(name=name, by=lead)
    assert not WatchedName.objects.exists()


def test_names_are_listed_by_name_and_narrowed(lead: User) -> None:
    for name in ("Zhongxing", "Élan", "Abel"):
        watch_name(name=name, by=lead)
    assert [row.name for row in watched_names()] == ["Abel", "Élan", "Zhongxing"]
    assert [row.name for row in watched_names("el")] == ["Abel", "Élan"]


def test_only_what_customers_may_be_told_is_looked_at() -> None:
    passages = [
        _passage("Ours at 12 €.", "internal"),
        _passage("For partners at 13 €.", "partner"),
        _passage("Yours at 14 €."),
    ]
    assert [one.shown for one in checker().findings_in(passages)] == ["14 €"]
    assert checker().findings_in(passages[:2]) == ()


def test_a_heading_and_an_address_behind_a_link_are_looked_at_too() -> None:
    passage = _passage(
        "Write to her.",
        heading="At 12 €",
        rich='<a href="mailto:jeanne.martin@mail.example?subject=a&amp;b">her</a>',
    )
    assert "subject=a&b" in told_text(passage)
    kinds = [one.kind for one in checker().findings_in([passage])]
    assert kinds == [Kind.PRICE, Kind.IDENTITY]


def test_our_own_pages_are_not_for_customers(settings) -> None:
    settings.BASE_URL = "https://wiki.halage.example"
    settings.ALLOWED_HOSTS = [".inner.example"]
    [found] = checker().findings("https://wiki.halage.example/a/3 https://halage.example")
    assert found.shown == "https://wiki.halage.example/a/3"


def test_reading_them_costs_two_queries_however_many_there_are(
    lead: User, django_assert_num_queries
) -> None:
    for number in range(12):
        watch_name(name=f"Supplier {number}", by=lead)
    with django_assert_num_queries(2):
        assert len(checker().findings("Supplier 3 and Supplier 11")) == 2
