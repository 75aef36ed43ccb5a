"""One person's searches and closed areas leave no trace in the figures of others."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import request_article
from knowledge.insights.clusters import SHARED_BY, Cluster, Rest, Wording, clusters_of
from knowledge.insights.lines import people_words
from knowledge.search.clusters import stems_of, telling_words
from knowledge.search.failures import Counts, Search
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area
from tests.insights.conftest import NOW, days_ago
from tests.search.indexing import follow
from tests.search.logged import log_search
from tests.search.pairs import keep

SECRET = "zirconium"


@pytest.fixture
def fraud(team: Team, expert: User) -> Area:
    """Kept to the team of the cast, with a word that no other document has."""
    area = make_area("Fraud desk")
    restrict_area(area, team)
    make_article(f"Meter seal of {SECRET}", owner=expert, areas=[area])
    make_article("Reading a meter", owner=expert, areas=[make_area("Meters")])
    follow()
    return area


@pytest.fixture
def stranger_lead(db: None) -> User:
    """Leads something, and is in no team that the closed area is kept to."""
    return make_person("Paul Stern", roles=["lead"], team=make_team())


def _search(people: Sequence[User], words: str, days: float = 1, **fields: object) -> None:
    for number, person in enumerate(people):
        log_search(person, words, at=days_ago(days, minutes=10 * number), **fields)


def _everything_said(browser: Client) -> str:
    caches["local"].clear()
    chosen = [{}, {"view": "top"}, {"view": "top", "area": "fraud-desk"}, {"area": "meters"}]
    said = [
        browser.get(reverse(f"insights:{name}"), query).content.decode()
        for name in ("searches", "searches_file")
        for query in chosen
    ]
    return "\n".join(said)


def test_a_word_that_only_closed_documents_have_is_withheld(
    fraud: Area, crowd: list[User], lead: User, stranger_lead: User, client_of: ClientOf
) -> None:
    _search(crowd, f"meter seal {SECRET}", total=0)
    _search(crowd, "meter reading", 2, total=0)
    assert SECRET in _everything_said(client_of(lead))
    outside = _everything_said(client_of(stranger_lead))
    assert "meter reading" in outside
    assert SECRET not in outside
    assert "Fraud" not in outside


def test_the_name_of_a_closed_area_that_no_document_says_is_withheld(
    team: Team, crowd: list[User], lead: User, stranger_lead: User, client_of: ClientOf
) -> None:
    """Searches fail where nothing is written yet: the name stands in no document at all."""
    restrict_area(make_area("Project Neptune", name_fr="Projet Poséidon"), team)
    make_article("Reading a meter of the project", areas=[make_area("Meters")])
    follow()
    _search(crowd, "neptune meter", total=0)
    _search(crowd, "poseidon reading", 2, total=0)
    _search(crowd, "project meter", 3, total=0)
    assert "neptune" in _everything_said(client_of(User.objects.get(pk=lead.pk)))
    said = _everything_said(client_of(stranger_lead))
    assert "project meter" in said
    assert "neptune" not in said
    assert "poseidon" not in said


def test_a_closed_word_is_withheld_in_every_form(
    fraud: Area, crowd: list[User], lead: User, stranger_lead: User, client_of: ClientOf
) -> None:
    _search(crowd, f"meters {SECRET}s", total=0)
    assert f"{SECRET}s" in _everything_said(client_of(lead))
    assert f"{SECRET}s" not in _everything_said(client_of(stranger_lead))


def test_the_words_of_a_closed_areas_pairs_are_withheld(
    fraud: Area, crowd: list[User], lead: User, stranger_lead: User, client_of: ClientOf
) -> None:
    keep("goldfinger", "meter", by=lead, area=fraud)
    _search(crowd, "reading goldfinger", total=0)
    _search(crowd, "reading meters", 2, total=0)
    assert "goldfinger" in _everything_said(client_of(lead))
    said = _everything_said(client_of(stranger_lead))
    assert "reading meters" in said
    assert "goldfinger" not in said


def test_it_is_withheld_at_once_when_the_area_is_closed_later(
    team: Team, expert: User, crowd: list[User], stranger_lead: User, client_of: ClientOf
) -> None:
    """Also within the minutes for which figures are kept."""
    area = make_area("Open for now")
    make_article(f"Seal of {SECRET}", owner=expert, areas=[area])
    follow()
    _search(crowd, f"{SECRET} seal", total=0)
    browser = client_of(stranger_lead)
    page = browser.get(reverse("insights:searches")).content.decode()
    assert SECRET in page
    assert "Open for now" in page
    restrict_area(area, team)
    page = browser.get(reverse("insights:searches")).content.decode()
    assert SECRET not in page
    assert "Open for now" not in page


def test_without_an_index_nothing_is_said_to_whom_something_is_closed(
    team: Team, crowd: list[User], lead: User, stranger_lead: User, client_of: ClientOf
) -> None:
    restrict_area(make_area("Fraud desk"), team)
    _search(crowd, "meter seal", total=0)
    assert "meter seal" in _everything_said(client_of(lead))
    assert "meter seal" not in _everything_said(client_of(stranger_lead))


def test_a_closed_area_is_no_guess_no_filter_and_no_request(
    fraud: Area, crowd: list[User], lead: User, stranger_lead: User, client_of: ClientOf
) -> None:
    _search(crowd, "meter at the fraud desk", total=0)
    made = request_article(person=crowd[0], words="meter at the fraud desk", area=fraud)
    inside = _everything_said(client_of(User.objects.get(pk=lead.pk)))
    assert "Fraud desk" in inside
    assert made.get_absolute_url() in inside
    outside = _everything_said(client_of(stranger_lead))
    assert "Fraud desk" not in outside
    assert made.get_absolute_url() not in outside


def test_a_filter_typed_into_the_box_is_no_word(
    fraud: Area, crowd: list[User], stranger_lead: User, client_of: ClientOf
) -> None:
    """It may name a closed area in words that are secret nowhere else."""
    make_article("The desk of the reader", areas=[make_area("Shops")])
    follow()
    _search(crowd, "meter reading area:fraud-desk -fraud", total=0)
    _search(crowd, "area:fraud-desk", 2, total=0)
    said = _everything_said(client_of(stranger_lead))
    assert "meter reading" in said
    assert "fraud" not in said.replace("area=fraud-desk", "")


def test_asking_in_a_closed_area_asks_without_one(
    fraud: Area, stranger_lead: User, client_of: ClientOf
) -> None:
    url = reverse("insights:ask")
    client_of(stranger_lead).post(url, {"words": "meter seal", "area": fraud.slug})
    assert stranger_lead.writing_requests.get().area is None


def test_no_name_of_anybody_is_on_the_page(
    crowd: list[User], lead: User, client_of: ClientOf
) -> None:
    _search(crowd, "bill doubled", total=0)
    page = _everything_said(client_of(lead))
    assert not [p for p in crowd if p.display_name in page or p.slug in page or p.email in page]


@pytest.mark.parametrize(("count", "words"), [(0, "0 people"), (1, "1–2 people")])
def test_small_figures(count: int, words: str) -> None:
    assert people_words(count) == words
    assert people_words(2) == "1–2 people"
    assert people_words(3) == "3 people"


# For any log at all

VIEWER = 1
WORDS = st.lists(
    st.sampled_from(["box", "bill", "dupont", "red", "home", "lopez"]), min_size=1, max_size=4
)
LOG = st.lists(
    st.tuples(st.integers(1, 6), WORDS.map(" ".join), st.booleans(), st.booleans()), max_size=30
)


def _wordings(log: Sequence[tuple[int, str, bool, bool]]) -> list[Wording]:
    found: dict[tuple[str, ...], Wording] = {}
    for person, words, is_empty, is_used in log:
        search = Search(
            person_id=person,
            at=NOW,
            words=words,
            folded_words=words,
            is_empty=is_empty,
            is_used=is_used,
            is_failed=is_empty,
        )
        found.setdefault(stems_of(words), Wording(stems_of(words))).add(
            search, words, date(2026, 11, 18)
        )
    return list(found.values())


def _gathered(log: Sequence[tuple[int, str, bool, bool]]) -> tuple[list[Cluster], Rest]:
    return clusters_of(_wordings(log), viewer=VIEWER)


@given(LOG)
def test_every_word_shown_was_typed_by_three_others(
    log: list[tuple[int, str, bool, bool]],
) -> None:
    shown, _rest = _gathered(log)
    for cluster in shown:
        for word in telling_words(cluster.name):
            users = {person for person, words, *_ in log if word in words.split()} - {VIEWER}
            assert len(users) >= SHARED_BY, (cluster.name, word)


@given(LOG)
def test_every_figure_is_of_three_others_together(log: list[tuple[int, str, bool, bool]]) -> None:
    shown, _rest = _gathered(log)
    for cluster in shown:
        people = {person for person, words, *_ in log if stems_of(words) in cluster.keys}
        assert cluster.people == len(people)
        assert len(people - {VIEWER}) >= SHARED_BY
        assert cluster.affected <= cluster.people


@given(LOG)
def test_no_search_is_lost_or_counted_twice(log: list[tuple[int, str, bool, bool]]) -> None:
    shown, rest = _gathered(log)
    whole = sum((cluster.counts for cluster in shown), rest.counts)
    assert whole == Counts(
        searches=len(log),
        no_result=sum(empty for _p, _w, empty, _u in log),
        no_click=sum(not used for _p, _w, _e, used in log),
        unopened=sum(not used and not empty for _p, _w, empty, used in log),
        failed=sum(empty for _p, _w, empty, _u in log),
    )
    keys = [key for cluster in shown for key in cluster.keys]
    assert len(keys) == len(set(keys))


@given(LOG, st.randoms())
def test_the_order_of_the_log_is_no_matter(
    log: list[tuple[int, str, bool, bool]], shuffler: object
) -> None:
    shuffled = list(log)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _gathered(log) == _gathered(shuffled)


def test_a_growing_log_needs_no_more_queries_for_a_closed_viewer(
    fraud: Area,
    crowd: list[User],
    stranger_lead: User,
    client_of: ClientOf,
    assert_same_queries: Callable[..., None],
) -> None:
    browser = client_of(stranger_lead)
    made = iter(range(100))

    def grow(count: int) -> None:
        for number in (next(made) for _time in range(count)):
            _search(crowd, f"meter w{number}x {SECRET}", 1 + number / 20, total=0)
            _search(crowd, f"meter w{number}y w{number}z", 1 + number / 20, total=0)

    def read() -> None:
        caches["local"].clear()
        browser.get(reverse("insights:searches"))

    assert_same_queries(read, grow)
