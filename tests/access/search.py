"""Everyone who is signed in searches; the API asks for a token instead of a session."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse

from knowledge.search.actions import save_search
from knowledge.search.synonym_actions import keep_synonym
from knowledge.search.synonym_entries import Entry
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article, restrict_area

KEY = UUID("0f2b6c1e-0000-4000-8000-000000000000")


def _open(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    article = make_article(owner=cast.expert, areas=[cast.area])
    return reverse("search:go", args=[KEY, "article", article.pk])


def _question(_cast: Cast) -> str:
    return f"{reverse('search:results')}?q=meter"


def _pair_of_the_area(name: str) -> Callable[[Cast], str]:
    """A page about a pair of the lead's area, which is closed to who is not in the cast's team."""

    def url(cast: Cast) -> str:
        restrict_area(cast.area, cast.team)
        entry = Entry(words="box", means="router", area=cast.area)
        return reverse(name, args=[keep_synonym(entry=entry, by=cast.lead).pk])

    return url


def _saved_by_the_contact(name: str) -> Callable[[Cast], str]:
    """A page about a search that the contact keeps: it doesn't exist for anybody else."""

    def url(cast: Cast) -> str:
        saved = save_search(person=cast.contact, name="Box", query="q=box", tells=False, seen=[])
        return reverse(name, args=[saved.pk])

    return url


def _left(_cast: Cast) -> str:
    return reverse("search:left", args=[KEY])


def _to_save(_cast: Cast) -> str:
    return f"{reverse('search:save')}?q=meter"


PAIR = {"words": "box", "means": "gateway", "ways": "both"}


ROUTES = {
    "search:results": [
        expect(everyone=200, stranger=SIGN_IN),
        expect(url=_question, everyone=200, stranger=SIGN_IN),
    ],
    "search:palette": expect(everyone=200, stranger=SIGN_IN),
    "search:suggest": expect(everyone=200, stranger=SIGN_IN),
    "search:go": expect(url=_open, everyone=302, outsider=404, stranger=SIGN_IN),
    "search:left": [
        expect("post", url=_left, everyone=204, stranger=SIGN_IN),
        expect(url=_left, everyone=405, stranger=SIGN_IN),
    ],
    "search:browser": expect(everyone=200, stranger=SIGN_IN),
    "search:browser_suggest": expect(everyone=200),
    "search:opensearch": expect(everyone=200),
    "search:save": [
        expect(url=_to_save, everyone=200, stranger=SIGN_IN),
        expect("post", url=_to_save, data={"name": "M"}, everyone=303, stranger=SIGN_IN),
    ],
    "search:saved": expect(
        url=_saved_by_the_contact("search:saved"), everyone=404, contact=302, stranger=SIGN_IN
    ),
    "search:saved_rename": [
        expect(
            method,
            url=_saved_by_the_contact("search:saved_rename"),
            data={"name": "Lamps"},
            everyone=404,
            contact=answer,
            stranger=SIGN_IN,
        )
        for method, answer in (("get", 200), ("post", 303))
    ],
    "search:saved_tell": expect(
        "post",
        url=_saved_by_the_contact("search:saved_tell"),
        data={"tells": "1"},
        everyone=404,
        contact=303,
        stranger=SIGN_IN,
    ),
    "search:saved_delete": expect(
        "post",
        url=_saved_by_the_contact("search:saved_delete"),
        everyone=404,
        contact=303,
        stranger=SIGN_IN,
    ),
    "search:synonyms": expect(everyone=403, lead=200, administrator=200, stranger=SIGN_IN),
    "search:synonym_new": [
        expect(everyone=403, lead=200, administrator=200, stranger=SIGN_IN),
        expect("post", data=PAIR, everyone=403, lead=303, administrator=303, stranger=SIGN_IN),
    ],
    "search:synonym_import": [
        expect(everyone=403, lead=200, administrator=200, stranger=SIGN_IN),
        expect(
            "post",
            data={"lines": "box = gateway"},
            everyone=403,
            lead=303,
            administrator=303,
            stranger=SIGN_IN,
        ),
    ],
    "search:synonym_edit": [
        expect(
            method,
            url=_pair_of_the_area("search:synonym_edit"),
            data=data,
            everyone=403,
            lead=answer,
            administrator=answer,
            outsider=404,
            stranger=SIGN_IN,
        )
        for method, data, answer in (("get", {}, 200), ("post", PAIR, 303))
    ],
    "search:synonym_delete": [
        expect(
            method,
            url=_pair_of_the_area("search:synonym_delete"),
            everyone=403,
            lead=answer,
            administrator=answer,
            outsider=404,
            stranger=SIGN_IN,
        )
        for method, answer in (("get", 200), ("post", 303))
    ],
}
