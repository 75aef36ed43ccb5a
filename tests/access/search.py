"""Everyone who is signed in searches; the API asks for a token instead of a session."""

from uuid import UUID

from django.urls import reverse

from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article, restrict_area

KEY = UUID("0f2b6c1e-0000-4000-8000-000000000000")


def _open(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    article = make_article(owner=cast.expert, areas=[cast.area])
    return reverse("search:go", args=[KEY, "article", article.pk])


def _question(_cast: Cast) -> str:
    return f"{reverse('search:results')}?q=meter"


ROUTES = {
    "search:results": [
        expect(everyone=200, stranger=SIGN_IN),
        expect(url=_question, everyone=200, stranger=SIGN_IN),
    ],
    "search:palette": expect(everyone=200, stranger=SIGN_IN),
    "search:suggest": expect(everyone=200, stranger=SIGN_IN),
    "search:go": expect(url=_open, everyone=302, outsider=404, stranger=SIGN_IN),
}
