"""What is restricted leaves no trace: results, counts, filters, completions, spelling, snippets."""

import re
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client

from accounts.actions.tokens import create_token
from accounts.models import AreaOwner, Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import join_request, request_article
from knowledge.articles.models import Article
from knowledge.replies.actions.recording import record_copy
from knowledge.search import searchlog
from knowledge.search.actions import note_change
from knowledge.search.models import SearchLog
from knowledge.search.queries import SearchRequest, SearchResults, search, suggest
from knowledge.search.wording import Repair
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area
from tests.search.indexing import follow
from tests.search.pairs import keep

SECRET = "zirconium"


@pytest.fixture
def fraud(team: Team) -> Area:
    area = make_area("Fraud desk")
    restrict_area(area, team)
    return area


@pytest.fixture
def secret(fraud: Area, expert: User) -> Article:
    return make_article(
        f"Meters opened with {SECRET}",
        owner=expert,
        body=f"The {SECRET} seal of the meter is broken on purpose.",
        areas=[fraud],
        topics=["seals", "locks"],
        external_id="fraud-1",
    )


@pytest.fixture
def known(secret: Article, expert: User) -> Article:
    article = make_article(
        "Reading a meter", owner=expert, body="The meter shows the index.", areas=[make_area()]
    )
    follow()
    return article


def _search(user: User, words: str, **fields: object) -> SearchResults:
    return search(
        User.objects.get(pk=user.pk),
        SearchRequest(words=words, with_facets=True, **fields),  # type: ignore[arg-type]
    )


def test_a_member_of_the_team_finds_the_restricted_article(known: Article, contact: User) -> None:
    found = _search(contact, f"meter {SECRET}")
    assert found.results[0].shown.external_id == "fraud-1"


def test_an_outsider_never_gets_it(
    known: Article, secret: Article, outsider: User, fraud: Area
) -> None:
    for words in (SECRET, f"meter {SECRET}", "meter", "seal broken", "zirconnium"):
        found = _search(outsider, words)
        assert secret.pk not in {result.shown.object_id for result in found.results}
        assert found.total <= 1
        assert fraud.pk not in found.facets.get("area", {})
        assert all(sum(counts.values()) <= 3 for counts in found.facets.values())


def test_filtering_by_the_restricted_area_finds_nothing_for_an_outsider(
    known: Article, fraud: Area, outsider: User, contact: User, client_of: ClientOf
) -> None:
    page = client_of(outsider).get("/search/", {"q": "meter", "area": fraud.slug}).content.decode()
    assert "Fraud desk" not in page
    assert "data-href" not in page.replace('data-href="/search/?', "")
    inside = client_of(contact).get("/search/", {"q": "meter", "area": fraud.slug})
    assert "Fraud desk" in inside.content.decode()


def test_a_hidden_word_is_neither_completed_nor_used_to_repair(
    known: Article, outsider: User, contact: User
) -> None:
    assert suggest(contact, "zirco") == [SECRET]
    assert suggest(outsider, "zirco") == []
    assert _search(contact, "zirconum metre").repairs[0] == Repair("zirconum", SECRET)
    assert all(repair.read != SECRET for repair in _search(outsider, "zirconum metre").repairs)


def test_a_restriction_holds_before_the_index_is_told(
    team: Team, contact: User, outsider: User, expert: User
) -> None:
    area = make_area("Open for now")
    make_article("Solar inverter hums", owner=expert, areas=[area])
    follow()
    assert _search(outsider, "inverter").total == 1
    restrict_area(area, team)
    assert _search(outsider, "inverter").total == 0
    assert not _search(outsider, "inverter").results
    assert _search(contact, "inverter").total == 1


def test_a_topic_goes_with_its_article_into_a_closed_area_before_the_index_is_told(
    known: Article, fraud: Area, outsider: User, expert: User, client_of: ClientOf
) -> None:
    moved = make_article(
        "Meter of a roof", owner=expert, areas=[make_area()], topics=["goldfinger"]
    )
    for place in ("cellar", "shed"):
        make_article(f"Meter of a {place}", owner=expert, areas=[make_area()], topics=[f"{place}s"])
    follow()
    browser = client_of(outsider)
    assert "goldfinger" in browser.get("/search/", {"q": "meter"}).content.decode()
    moved.areas.set([fraud])
    page = browser.get("/search/", {"q": "meter"}).content.decode()
    assert "cellars" in page
    assert "goldfinger" not in page


def test_no_page_says_a_word_of_it_to_an_outsider(
    known: Article, outsider: User, client_of: ClientOf
) -> None:
    browser = client_of(outsider)
    for words in (SECRET, "zirco", "zirconum", "meter"):
        for address in ("/search/", "/search/palette/", "/search/suggest/"):
            page = browser.get(address, {"q": words}).content.decode()
            said = re.sub(re.escape(words), "", page)
            assert "onium" not in said
            assert "Fraud" not in said
            assert "seals" not in said


def test_the_api_says_nothing_of_it_to_an_outsiders_token(
    known: Article, outsider: User, contact: User
) -> None:
    for person, count in ((outsider, 0), (contact, 1)):
        _, token = create_token(person=person, purpose="api", name="t", by=None)
        headers = {"Authorization": f"Bearer {token}"}
        answer = Client().get("/api/v1/search", {"q": SECRET}, headers=headers).json()
        assert (answer["total"], len(answer["results"])) == (count, count)


def test_opening_a_hidden_result_is_not_found(
    known: Article, secret: Article, outsider: User, client_of: ClientOf
) -> None:
    url = f"/search/go/0f2b6c1e-0000-4000-8000-000000000000/article/{secret.pk}/"
    assert client_of(outsider).get(url).status_code == 404
    assert not SearchLog.objects.exists()
    beyond = f"/search/go/0f2b6c1e-0000-4000-8000-000000000000/article/{10**30}/"
    assert client_of(outsider).get(beyond).status_code == 404


def test_only_text_for_the_customer_is_searched_and_shown_when_asked_for(
    expert: User, contact: User
) -> None:
    make_article(
        "Light blinks",
        owner=expert,
        body="Internal: lot 24-B has a bad solder.\n\n/// customer\nUnplug the box.\n///\n",
    )
    follow()
    assert _search(contact, "solder").total == 1
    assert _search(contact, "solder", audience="customer").total == 0
    told = _search(contact, "unplug solder", audience="customer").results[0]
    assert told.audience == "customer"
    assert "solder" not in told.text


# What is said beside the results: nothing of it to whom the area is closed, lead or not


@pytest.fixture
def rich(known: Article, secret: Article, fraud: Area, lead: User, expert: User) -> Area:
    """The closed area with all that pages might tell of it: pairs of words, requests, lessons."""
    keep("goldfinger", "meter", by=lead, area=fraud)
    keep("index", "digits", by=lead)
    request_article(person=expert, words="tampering with a meter", area=fraud)
    told = "/// customer\n\nThe meter is exchanged.\n\n///\n"
    shown = make_article("Exchange", owner=expert, body=told, areas=[make_area("Shops")])
    people = [make_person(team=lead.team) for _number in range(4)]
    follow()
    for words in (f"{SECRET} exchange", "goldfinger exchange", "fraud exchange", "new exchange"):
        for person in people:
            key = searchlog.note_search(
                person_id=person.pk, words=words, folded=words, filters={}, total=1, source="page"
            )
            searchlog.flush()
            record_copy(
                person=person,
                article=shown,
                revision=shown.live,
                passage_keys=[shown.live.text.passages.get(audience="customer").key],
                search_id=key,
            )
            searchlog.forget()
    note_change(kind="article", object_id=shown.pk)
    follow()
    return fraud


@pytest.fixture
def outside_lead(db: None) -> User:
    """Keeps words and is told why results rank, and is in no team of the area."""
    return make_person("Paul Stern", roles=["lead"], team=make_team())


TYPED = (
    "meter",
    "zirco",
    "zirconum meter",
    "goldfinge",
    "index exchange",
    "new exchange",
    "tamper with meters",
    "seal",
    "topic:se",
    "area:fra",
    "area:Fraud",
    "-area:fr meter",
    "author:ma",
    '"meter opened" fra',
)
PAGES = (
    "/search/?explain=1&q={}",
    "/search/?audience=customer&q={}",
    "/search/palette/?q={}",
    "/search/suggest/?q={}",
    "/search/suggest/browser/?q={}",
    "/search/save/?q={}",
    "/requests/new/?q={}",
    "/requests/waiting/?q={}",
    "/search/synonyms/?q={}",
    "/search/synonyms/new/?words={}",
)
CLOSED = re.compile("irconium|[ -]desk|seals|oldfinger|ampering")
"""Parts that nobody typed, and that no random token holds."""


def _said_to(browser: Client, address: str, typed: str) -> str:
    """The page without what the person typed, however the page wrote it."""
    page = browser.get(address.format(quote(typed))).content.decode()
    for form in (quote(typed), quote_plus(typed), *typed.split(), *re.findall(r"\w+", typed)):
        page = page.replace(form, "").replace(escape(form), "")
    return page


@pytest.mark.parametrize("address", PAGES)
def test_nothing_beside_the_results_tells_of_it(
    address: str, rich: Area, outsider: User, outside_lead: User, client_of: ClientOf
) -> None:
    for person in (outsider, outside_lead):
        browser = client_of(person)
        for typed in TYPED:
            assert not CLOSED.search(_said_to(browser, address, typed)), (address, typed)


def test_these_pages_would_tell_of_it_to_who_may_see_it(
    rich: Area, lead: User, client_of: ClientOf
) -> None:
    """So that the test above can fail."""
    browser = client_of(User.objects.get(pk=lead.pk))
    said = "".join(_said_to(browser, address, typed) for address in PAGES for typed in TYPED)
    for word in ("irconium", "desk", "seals", "oldfinger"):
        assert word in said, word


def test_a_word_of_it_is_no_more_known_to_an_outsider_than_one_that_nobody_uses(
    rich: Area, outsider: User, outside_lead: User, lead: User
) -> None:
    """By results, what is told to be missing, repairs, what was copied, explanations."""
    for person in (outsider, outside_lead):
        for closed in (SECRET, "goldfinger", "fraud"):
            for typed in ("{} exchange", "{}", "{} meter reading", "area:{} meter"):
                real = _search(person, typed.format(closed), explain=True)
                made_up = _search(person, typed.format("qwxyzw"), explain=True)
                assert _all_of(real, closed) == _all_of(made_up, "qwxyzw"), (closed, typed)
    assert _search(lead, f"{SECRET} exchange").copied
    assert _search(outsider, "new exchange").copied


def _all_of(found: SearchResults, word: str) -> str:
    facts = (
        found.total,
        [(r.shown.object_id, r.text, r.missing, r.answers) for r in found.results],
        [line for r in found.results for line in r.explanation if " points" not in line],
        found.facets,
        found.repairs,
        found.unmatched,
        found.unread,
        [r.shown.object_id for r in found.copied],
    )
    return str(facts).replace(word, "…")


def test_the_effect_of_a_pair_tells_nothing_of_it(
    rich: Area, outside_lead: User, client_of: ClientOf
) -> None:
    browser = client_of(outside_lead)
    for means in ("meter", "exchange", "zirconia", "seal"):
        typed = {"words": "gadget", "means": means, "ways": "both", "preview": "1"}
        page = browser.post("/search/synonyms/new/", typed).content.decode()
        assert "effect-title" in page
        assert not CLOSED.search(page), means


def test_the_lists_of_requests_and_the_inbox_tell_nothing_of_it(
    known: Article, fraud: Area, expert: User, team: Team, client_of: ClientOf
) -> None:
    """Also when the area is closed only after they were told."""
    area = make_area("Open for now")
    outside = make_person(roles=["lead", "contact"], team=make_team())
    AreaOwner.objects.create(person=outside, area=make_area("Elsewhere"))
    asked = request_article(person=expert, words="tampering with a meter", area=area)
    join_request(request=asked, person=outside)
    request_article(person=expert, words="goldfinger")
    browser = client_of(outside)
    states = ("open", "mine", "claimed", "written", "declined", "yours")
    addresses = (*(f"/requests/?state={state}" for state in states), "/inbox/", "/")
    before = "".join(browser.get(address).content.decode() for address in addresses)
    assert "tampering" in before
    assert "goldfinger" in before
    restrict_area(area, team)
    after = "".join(browser.get(address).content.decode() for address in addresses)
    assert "goldfinger" in after
    assert "tampering" not in after
    assert "Open for now" not in after
    assert browser.get(asked.get_absolute_url()).status_code == 404
    for act in ("join", "leave", "claim", "release", "decline", "answered", "move"):
        assert browser.post(f"{asked.get_absolute_url()}{act}/").status_code == 404, act


def test_who_is_not_signed_in_learns_nothing_from_what_browsers_may_ask(
    rich: Area, stranger: Client
) -> None:
    for typed in ("meter", "zirco", "area:fra", "me"):
        answer = stranger.get("/search/suggest/browser/", {"q": typed})
        assert answer.json() == [typed, []]
    assert not CLOSED.search(stranger.get("/opensearch.xml").content.decode())
