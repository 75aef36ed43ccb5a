"""Recalls are for who gave the replies and who answers for the words; reach is one's own."""

from datetime import date

from django.urls import reverse

from knowledge.articles.models import Article
from knowledge.replies.actions.recalls import open_recall
from knowledge.replies.actions.recording import record_copy
from knowledge.replies.models import Recall
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_answer, make_article, make_thread, restrict_area


def _article(cast: Cast) -> Article:
    return make_article(
        owner=cast.expert, areas=[cast.area], short_answer="Yes.", short_answer_audience="customer"
    )


def _recalled(cast: Cast) -> Recall:
    article = _article(cast)
    record_copy(person=cast.contact, article=article, revision=article.live, passage_keys=["short"])
    recall = open_recall(source=article, passage_key="short", wrong="Yes.", by=cast.expert)
    restrict_area(cast.area, cast.team)
    return recall


def _recall(cast: Cast) -> str:
    return reverse("replies:recall", args=[_recalled(cast).pk])


def _remind(cast: Cast) -> str:
    return reverse("replies:recall_remind", args=[_recalled(cast).pk])


def _settle(cast: Cast) -> str:
    return reverse("replies:recall_settle", args=[_recalled(cast).replies.get().pk])


def _new(cast: Cast) -> str:
    article = _article(cast)
    restrict_area(cast.area, cast.team)
    return reverse("replies:recall_new") + f"?article={article.slug}&passage=short"


def _credit(cast: Cast) -> str:
    article = _article(cast)
    restrict_area(cast.area, cast.team)
    return reverse("replies:credit", args=[article.slug, 1])


def _credit_answer(cast: Cast) -> str:
    answer = make_answer(make_thread(asker=cast.contact, area=cast.area), by=cast.expert)
    restrict_area(cast.area, cast.team)
    return reverse("replies:credit_answer", args=[answer.pk])


def _reach(cast: Cast) -> str:
    """Managers see it of who was in their teams on all of the twelve weeks."""
    cast.expert.memberships.update(since=date(2020, 1, 1))
    return reverse("replies:reach_of", args=[cast.expert.slug])


ROUTES = {
    "replies:recalls": expect(everyone=200, stranger=SIGN_IN),
    "replies:recall": expect(
        url=_recall, everyone=404, contact=403, expert=200, lead=200, stranger=SIGN_IN
    ),
    "replies:recall_remind": expect(
        "post", url=_remind, everyone=404, contact=403, expert=303, lead=303, stranger=SIGN_IN
    ),
    "replies:recall_settle": expect(
        "post",
        url=_settle,
        everyone=404,
        contact=303,
        expert=403,
        lead=403,
        stranger=SIGN_IN,
        data={"state": "corrected"},
    ),
    "replies:recall_new": [
        expect(url=_new, everyone=403, expert=200, lead=200, outsider=404, stranger=SIGN_IN),
        expect(
            "post",
            url=_new,
            everyone=403,
            expert=303,
            lead=303,
            outsider=404,
            stranger=SIGN_IN,
            data={"wrong": "0"},
        ),
    ],
    "replies:credit": [
        expect(url=_credit, everyone=200, outsider=404, stranger=SIGN_IN),
        expect(
            "post",
            url=_credit,
            everyone=403,
            expert=422,
            lead=422,
            outsider=404,
            stranger=SIGN_IN,
        ),
    ],
    "replies:credit_answer": [
        expect(url=_credit_answer, everyone=200, outsider=404, stranger=SIGN_IN),
        expect(
            "post",
            url=_credit_answer,
            everyone=403,
            expert=422,
            lead=422,
            outsider=404,
            stranger=SIGN_IN,
        ),
    ],
    "replies:contacts": [
        expect(everyone=403, manager=200, administrator=200, stranger=SIGN_IN),
        expect("post", everyone=403, manager=422, administrator=422, stranger=SIGN_IN),
    ],
    "insights:replies": expect(
        everyone=403, manager=200, lead=200, administrator=200, stranger=SIGN_IN
    ),
    "insights:replies_file": expect(
        everyone=403, manager=200, lead=200, administrator=200, stranger=SIGN_IN
    ),
    "replies:reach": expect(everyone=200, stranger=SIGN_IN),
    "replies:reach_of": expect(url=_reach, everyone=403, expert=200, manager=200, stranger=SIGN_IN),
}
