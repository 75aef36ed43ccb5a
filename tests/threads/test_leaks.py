"""What is asked in a closed area leaves no trace with those for whom it does not exist."""

from html import escape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.actions import follow as follow_subject
from knowledge.search.queries import SearchRequest, search, suggest
from knowledge.threads.actions.answering import accept_answer
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.actions.editing import move_thread
from knowledge.threads.actions.filling import FillGaps, link_published
from knowledge.threads.actions.states import close_thread, mark_duplicate
from knowledge.threads.documents import THREADS
from knowledge.threads.models import Thread, ThreadEvent
from knowledge.threads.record import record_event
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_article, make_thread, restrict_area
from tests.search.indexing import follow
from tests.search.logged import log_search

SECRET = "zirconium"
pytestmark = pytest.mark.usefixtures("index_dir")


@pytest.fixture
def fraud(team: Team, lead: User) -> Area:
    area = make_area("Fraud desk", owners=[lead])
    restrict_area(area, team)
    return area


@pytest.fixture
def insider(contact: User, fraud: Area) -> User:
    return _fresh(contact)


@pytest.fixture
def hidden(fraud: Area, insider: User, expert: User, outsider: User) -> Thread:
    """Everything that happens to a question, with an outsider mentioned and following all of it."""
    for kind, number in (("area", fraud.pk), ("person", insider.pk), ("person", expert.pk)):
        follow_subject(person=outsider, kind=kind, object_id=number)
    thread = make_thread(
        f"Meters opened with {SECRET}",
        asker=insider,
        area=fraud,
        customer_words=f"The {SECRET} seal is gone",
        tried=f"Asked @{outsider.slug} about {SECRET}.",
    )
    follow_subject(person=outsider, kind="thread", object_id=thread.pk)
    answer = make_answer(thread, by=expert, body=f"/// customer\n{SECRET} again.\n///")
    comment_on_thread(thread=thread, by=insider, source=f"@{outsider.slug}: {SECRET}!")
    accept_answer(answer=answer, by=insider)
    return Thread.objects.get(pk=thread.pk)


def _fresh(person: User) -> User:
    found: User = User.objects.get(pk=person.pk)
    return found


def test_it_does_not_exist_for_an_outsider(hidden: Thread, outsider: User, insider: User) -> None:
    assert not Thread.objects.visible_to(_fresh(outsider)).exists()
    assert Thread.objects.visible_to(_fresh(insider)).get() == hidden


def test_it_is_hidden_by_an_area_that_joined_as_by_its_own(
    fraud: Area, insider: User, outsider: User
) -> None:
    thread = make_thread(
        f"Shared {SECRET}", asker=insider, area=make_area("Meters"), joined=[fraud]
    )
    follow()
    assert not Thread.objects.visible_to(_fresh(outsider)).filter(pk=thread.pk).exists()
    assert not search(_fresh(outsider), SearchRequest(words=SECRET)).results


def test_no_line_of_it_reaches_their_inbox(hidden: Thread, outsider: User, lead: User) -> None:
    other = make_thread("The same", asker=hidden.asker, area=hidden.area)
    mark_duplicate(thread=other, of=hidden, by=lead)
    third = make_thread("A third", asker=hidden.asker, area=hidden.area)
    close_thread(thread=third, by=lead, reason="sensitive", word=SECRET)
    assert not outsider.notifications.exists()
    assert _fresh(outsider).unread_notifications == 0


def test_search_neither_finds_nor_counts_nor_completes_it(
    hidden: Thread, outsider: User, insider: User
) -> None:
    make_thread("Reading a meter", asker=outsider, area=make_area("Meters"))
    follow()
    for words in (SECRET, "meters opened", "seal", "zirconum"):
        found = search(_fresh(outsider), SearchRequest(words=words, with_facets=True))
        assert hidden.pk not in {result.shown.object_id for result in found.results}
        assert hidden.area_id not in found.facets.get("area", {})
        assert sum(found.facets.get("kind", {}).values()) <= 1
        assert SECRET not in {repair.read for repair in found.repairs}
    assert not any(SECRET in text for text in suggest(_fresh(outsider), "zirco"))
    assert search(_fresh(insider), SearchRequest(words=SECRET)).results


def test_nothing_is_presented_that_became_hidden_after_it_was_indexed(
    outsider: User, team: Team
) -> None:
    area = make_area("Meters")
    thread = make_thread(f"About {SECRET}", asker=outsider, area=area)
    follow()
    assert search(_fresh(outsider), SearchRequest(words=SECRET)).results
    restrict_area(area, team)
    assert not search(_fresh(outsider), SearchRequest(words=SECRET)).results
    assert not THREADS.present([thread.pk], _fresh(outsider))


def test_a_gap_that_it_fills_stays_a_gap_for_an_outsider(
    hidden: Thread, outsider: User, colleague: User
) -> None:
    for person in (outsider, colleague):
        log_search(person, f"meters {SECRET}", total=0)
    follow()
    job = FillGaps()
    while link_published() or job():
        pass
    assert not outsider.notifications.exists()
    assert colleague.notifications.filter(kind="filled").exists()


def test_a_duplicate_that_is_closed_to_them_lends_the_original_no_words(
    hidden: Thread, outsider: User, lead: User
) -> None:
    known = make_thread("Reading a meter", asker=hidden.asker, area=make_area("Meters"))
    mark_duplicate(thread=hidden, of=known, by=_fresh(lead))
    [document] = THREADS.load([known.pk])
    assert SECRET not in " ".join(document.questions)
    follow()
    assert not search(_fresh(outsider), SearchRequest(words=SECRET)).results


def test_no_page_says_a_word_of_it(
    hidden: Thread, outsider: User, insider: User, lead: User, client_of: ClientOf
) -> None:
    known = make_thread("Reading a meter", asker=outsider, area=make_area("Meters"))
    mark_duplicate(thread=hidden, of=known, by=_fresh(lead))
    follow()
    browser = client_of(outsider)
    similar = f"{reverse('threads:similar')}?title=meters+opened+seal"
    pages = [
        reverse("threads:list"),
        known.get_absolute_url(),
        reverse("threads:record", args=[known.pk]),
        similar,
        reverse("notifications:inbox"),
        reverse("home"),
        f"{reverse('search:results')}?q=meters+opened",
    ]
    for url in pages:
        response = browser.get(url)
        assert response.status_code == 200, url
        html = response.content.decode()
        assert SECRET not in html, url
        assert "Fraud" not in html, url
        assert f"/threads/{hidden.pk}/" not in html, url
    assert browser.get(hidden.get_absolute_url()).status_code == 404
    assert escape(hidden.title) in client_of(insider).get(known.get_absolute_url()).content.decode()


def test_the_record_of_a_move_names_no_area_that_is_closed_to_the_reader(
    fraud: Area, outsider: User, lead: User, client_of: ClientOf
) -> None:
    thread = make_thread("Reading a meter", asker=lead, area=fraud)
    move_thread(thread=thread, by=_fresh(lead), area=make_area("Meters"), word="Nothing secret")
    html = client_of(outsider).get(reverse("threads:record", args=[thread.pk])).content.decode()
    assert "Nothing secret" in html
    assert "Fraud" not in html


def test_an_article_of_a_closed_area_answers_nothing_for_who_does_not_see_it(
    fraud: Area, outsider: User, insider: User, client_of: ClientOf
) -> None:
    thread = make_thread("Reading a meter", asker=outsider, area=make_area("Meters"))
    make_answer(thread, by=insider)
    article = make_article(f"Meters and {SECRET}", areas=[fraud])
    Thread.objects.filter(pk=thread.pk).update(article=article)
    at = timezone.now()
    record_event(
        thread, actor=None, verb=ThreadEvent.Verb.ARTICLE, at=at, detail={"article": article.pk}
    )
    link = article.get_absolute_url()
    for person, sees in ((outsider, False), (insider, True)):
        browser = client_of(person)
        page = browser.get(thread.get_absolute_url()).content.decode()
        record = browser.get(reverse("threads:record", args=[thread.pk])).content.decode()
        drafting = browser.post(reverse("threads:draft", args=[thread.pk]), follow=True)
        refused = drafting.content.decode()
        assert (link in page, SECRET in page) == (sees, sees)
        assert ("An article answers this now" in page) is sees
        assert (link in record, "nswered it with an article" in record) == (sees, sees)
        assert ("An article answers it already" in refused) is sees
        assert (link in refused) is sees
        assert sees or "somebody was faster" in refused
