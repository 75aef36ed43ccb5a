"""Who may ask for an article that is missing, and who gives the request an outcome.

The request of these rows stands in the area "Broadband", which is kept to the cast's team: for the
outsider it does not exist. The lead leads its area, the expert is a confirmed one, and the
administrator is of the team.
"""

from collections.abc import Callable

from django.urls import reverse

from knowledge.articles.actions import claim_request
from knowledge.articles.models import WritingRequest
from tests.access import SIGN_IN, Cast, expect
from tests.articles.asking import ask_for, make_expert_of
from tests.factories import make_article, restrict_area

OPEN = {"everyone": 200, "stranger": SIGN_IN}
CLOSED = {"outsider": 404, "stranger": SIGN_IN}
NEAR = {"expert": 303, "lead": 303, "administrator": 303}


def _asked(cast: Cast) -> WritingRequest:
    restrict_area(cast.area, cast.team)
    make_expert_of(cast.area, cast.expert)
    return ask_for(by=cast.contact, area=cast.area)


def _at(name: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        return reverse(f"articles:{name}", args=[_asked(cast).pk])

    return url


def _claimed(cast: Cast) -> str:
    asked = claim_request(request=_asked(cast), by=cast.expert)
    return reverse("articles:request_release", args=[asked.pk])


def _answered(cast: Cast) -> str:
    make_article("Orange light", owner=cast.expert, areas=[cast.area])
    return reverse("articles:request_answered", args=[_asked(cast).pk])


def _write(cast: Cast) -> str:
    return f"{reverse('articles:new')}?request={_asked(cast).pk}"


def _words(name: str) -> Callable[[Cast], str]:
    return lambda _cast: f"{reverse(f'articles:{name}')}?q=my+box+blinks"


ROUTES = {
    "articles:requests": expect(**OPEN),
    "articles:request_new": [
        expect(url=_words("request_new"), **OPEN),
        expect("post", data={"words": "my box blinks"}, everyone=303, stranger=SIGN_IN),
    ],
    "articles:request_waiting": expect(url=_words("request_waiting"), **OPEN),
    "articles:request": expect(url=_at("request"), everyone=200, **CLOSED),
    "articles:request_join": expect("post", url=_at("request_join"), everyone=303, **CLOSED),
    "articles:request_leave": expect("post", url=_at("request_leave"), everyone=303, **CLOSED),
    "articles:request_claim": expect(
        "post", url=_at("request_claim"), everyone=403, **NEAR, **CLOSED
    ),
    "articles:request_release": expect("post", url=_claimed, everyone=403, **NEAR, **CLOSED),
    "articles:request_decline": expect(
        "post",
        url=_at("request_decline"),
        data={"decline-word": "It is printed on the box"},
        everyone=403,
        **NEAR,
        **CLOSED,
    ),
    "articles:request_answered": expect(
        "post",
        url=_answered,
        data={"answered-article": "Orange light"},
        everyone=403,
        **NEAR,
        **CLOSED,
    ),
    "articles:request_move": expect(
        "post",
        url=_at("request_move"),
        data={"move-area": "broadband"},
        everyone=403,
        **NEAR,
        **CLOSED,
    ),
}
WRITING = [
    expect(url=_write, everyone=403, expert=200, lead=200, administrator=200, **CLOSED),
    expect("post", url=_write, data={"kind": "problem"}, everyone=403, **NEAR, **CLOSED),
]
