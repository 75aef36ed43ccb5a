"""Anyone who reads an article or an answer may copy its customer passages; one's replies are one's own."""

from django.urls import reverse

from knowledge.replies.actions.recording import record_copy
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_answer, make_article, make_thread, restrict_area


def _copy(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    article = make_article(
        owner=cast.expert, areas=[cast.area], short_answer="Yes.", short_answer_audience="customer"
    )
    return f"{reverse('replies:copy')}?article={article.slug}&passage=short"


def _copy_answer(cast: Cast) -> str:
    thread = make_thread(asker=cast.contact, area=cast.area)
    answer = make_answer(thread, by=cast.expert, body="/// customer\nYes.\n///")
    restrict_area(cast.area, cast.team)
    key = answer.text.passages.get().key
    return f"{reverse('replies:copy')}?answer={answer.pk}&passage={key}"


def _refused_answer(cast: Cast) -> str:
    answer = make_answer(make_thread(asker=cast.contact), by=cast.expert, body="For us alone.")
    key = answer.text.passages.get().key
    return f"{reverse('replies:copy')}?answer={answer.pk}&passage={key}"


def _refused(cast: Cast) -> str:
    article = make_article(owner=cast.expert, short_answer="For us alone.")
    return f"{reverse('replies:copy')}?article={article.slug}&passage=short"


def _record(cast: Cast) -> str:
    article = make_article(short_answer="Yes.", short_answer_audience="customer")
    record, _passages = record_copy(
        person=cast.contact, article=article, revision=article.live, passage_keys=["short"]
    )
    return reverse("replies:change", args=[record.pk])


ROUTES = {
    "replies:mine": expect(everyone=200, stranger=SIGN_IN),
    "replies:copy": [
        expect("post", url=_copy, everyone=200, outsider=404, stranger=SIGN_IN),
        expect("post", url=_refused, everyone=403, stranger=SIGN_IN),
        expect("post", url=_copy_answer, everyone=200, outsider=404, stranger=SIGN_IN),
        expect("post", url=_refused_answer, everyone=403, stranger=SIGN_IN),
    ],
    "replies:texts": expect(everyone=200, stranger=SIGN_IN),
    "replies:record": expect("post", everyone=400, stranger=SIGN_IN),
    "replies:channel": expect("post", everyone=303, stranger=SIGN_IN, data={"channel": "phone"}),
    "replies:change": [
        expect(url=_record, everyone=404, contact=200, stranger=SIGN_IN),
        expect("post", url=_record, everyone=404, contact=303, stranger=SIGN_IN),
    ],
    "replies:outcomes": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN, data={"outcome": "helped", "rest": "1"}),
    ],
    "replies:settings": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN, data={"asks_outcomes": "on"}),
    ],
}
