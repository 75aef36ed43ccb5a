"""Drafts: published once, silent about what is closed, and only as far as their writer may edit."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.actions import confirm_expertise, declare_expertise
from accounts.models import Team, User
from knowledge.articles.actions import publish_article, start_draft, suggest_edit
from knowledge.articles.errors import DraftGone
from knowledge.articles.models import Article, Draft, Suggestion
from knowledge.articles.permissions import Rights, rights_of
from knowledge.articles.views import writing
from knowledge.articles.words import Words, settings_of
from tests.articles.drafting import draft_of, fields_of, post_draft
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_team, restrict_area


@pytest.fixture
def article(expert: User) -> Article:
    area = make_area("Meters", owners=[])
    return make_article("Meters", owner=expert, body="One.\n\nTwo.\n\nThree.\n", areas=[area])


def test_a_hidden_articles_title_is_in_no_list_of_drafts(
    client_of: ClientOf, article: Article, colleague: User
) -> None:
    draft_of(article, colleague, title="")
    client = client_of(colleague)
    pages = [reverse("articles:drafts"), reverse("articles:new"), reverse("home")]
    User.objects.filter(pk=colleague.pk).update(is_expert=True)
    assert all(article.title in client.get(page).content.decode() for page in pages)
    restrict_area(article.areas.get(), make_team("Elsewhere"))
    assert not any(article.title in client.get(page).content.decode() for page in pages)


def test_the_editor_does_not_name_a_closed_translation_and_keeps_it(
    client_of: ClientOf, outsider: User, team: Team
) -> None:
    closed = make_area("Quiet")
    restrict_area(closed, team)
    english = make_article("Dam works", areas=[closed])
    settings = {"language": "fr", "translation_of": english}
    french = make_article("Barrage", owner=outsider, areas=[make_area()], settings=settings)
    client = client_of(outsider)
    address = client.get(reverse("articles:edit", args=[french.slug]))["Location"]
    assert "Dam works" not in client.get(address).content.decode()
    draft = outsider.drafts.get()
    draft.fields |= {"body": "Fini.", "confidence": "validated"}
    assert post_draft(client, draft, publish="1").status_code == 303
    french.refresh_from_db()
    assert french.confidence == "validated"
    assert french.translations().get() == english


def test_a_draft_that_is_sent_twice_at_once_is_published_once(
    client_of: ClientOf, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = article.owner
    started = fields_of(article, title="Twice", slug="")
    draft = start_draft(person=writer, fields=started)
    twin = Draft.objects.get()
    monkeypatch.setattr(writing, "own_draft", lambda request, key: twin)
    client = client_of(writer)
    answers = [post_draft(client, draft, publish="1") for _press in range(2)]
    made = Article.objects.get(title="Twice")
    assert [answer["Location"] for answer in answers] == [made.get_absolute_url()] * 2
    words = Words(title="Twice", body="Once more.")
    with pytest.raises(DraftGone):
        publish_article(by=writer, words=words, settings=settings_of(article), draft=twin)
    with pytest.raises(DraftGone):
        suggest_edit(article=article, by=writer, words=words, base=article.live, draft=twin)
    assert Article.objects.filter(title="Twice").count() == 1


def test_a_stranger_can_not_store_words_under_an_invented_draft(stranger: Client) -> None:
    url = reverse("articles:draft", args=["abcdefghjk"])
    response = stranger.post(url, {"body": "Fill the disk."})
    assert response.status_code == 302
    assert not Session.objects.exists()


def test_who_only_says_that_they_know_an_area_suggests_until_a_lead_confirms_it(
    client_of: ClientOf, article: Article, colleague: User, lead: User
) -> None:
    said = declare_expertise(person=colleague, area=article.areas.get(), level=3)
    draft = draft_of(article, colleague, body="Better.\n")
    post_draft(client_of(colleague), draft, publish="1", note="Clearer")
    assert Suggestion.objects.get().author == colleague
    assert not rights_of_colleague(article, colleague).edit
    confirm_expertise(said, by=lead)
    assert rights_of_colleague(article, colleague).edit
    post_draft(client_of(colleague), draft_of(article, colleague, body="Best.\n"), publish="1")
    article.refresh_from_db()
    assert article.live.author == colleague


def rights_of_colleague(article: Article, person: User) -> Rights:
    return rights_of(person, Article.objects.with_rights_of(person).get(pk=article.pk))


def test_only_who_manages_an_article_changes_who_may_edit_it(
    client_of: ClientOf, expert: User, colleague: User
) -> None:
    rules = {"co_authors": (colleague,), "editing_rights": "compliance"}
    article = make_article("Rules", owner=expert, areas=[make_area()], settings=rules)
    draft = draft_of(article, colleague, body="New.\n", editing_rights="experience")
    page = client_of(colleague).get(draft.get_absolute_url()).content.decode()
    assert 'name="editing_rights"' not in page
    assert post_draft(client_of(colleague), draft, publish="1").status_code == 303
    article.refresh_from_db()
    assert (article.live.author, article.editing_rights) == (colleague, "compliance")
    draft = draft_of(article, expert, editing_rights="experience")
    assert post_draft(client_of(expert), draft, publish="1").status_code == 303
    article.refresh_from_db()
    assert article.editing_rights == "experience"
