"""A tray belongs to one person: for everybody else it does not exist."""

from django.urls import reverse

from knowledge.replies.actions.trays import collect
from knowledge.replies.models import Tray
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article, restrict_area


def _tray(cast: Cast) -> Tray:
    article = make_article(short_answer="Yes.", short_answer_audience="customer")
    return collect(person=cast.contact, article=article, passage_key="short")


def _of(name: str):  # type: ignore[no-untyped-def]
    return lambda cast: reverse(f"replies:{name}", args=[_tray(cast).pk])


def _row(cast: Cast) -> str:
    tray = _tray(cast)
    return reverse("replies:tray_passage", args=[tray.pk, tray.passages.get().pk])


def _collect(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    article = make_article(
        owner=cast.expert, areas=[cast.area], short_answer="Yes.", short_answer_audience="customer"
    )
    return f"{reverse('replies:tray_collect')}?article={article.slug}&passage=short"


OWN = {"everyone": 404, "stranger": SIGN_IN}
ROUTES = {
    "replies:trays": expect(everyone=200, stranger=SIGN_IN),
    "replies:tray_collect": expect(
        "post", url=_collect, everyone=303, outsider=404, stranger=SIGN_IN
    ),
    "replies:tray": expect(url=_of("tray"), contact=200, **OWN),
    "replies:tray_measure": expect(
        "post", url=_of("tray_measure"), data={"text": "x"}, contact=303, **OWN
    ),
    "replies:tray_finish": expect("post", url=_of("tray_finish"), contact=200, **OWN),
    "replies:tray_card": expect(url=_of("tray_card"), contact=200, **OWN),
    "replies:tray_switch": expect(
        "post", url=_of("tray_switch"), data={"language": "fr"}, contact=303, **OWN
    ),
    "replies:tray_settings": expect(url=_of("tray_settings"), contact=200, **OWN),
    "replies:tray_act": expect(
        "post", url=_of("tray_act"), data={"act": "aside"}, contact=303, **OWN
    ),
    "replies:tray_passage": expect("post", url=_row, data={"act": "out"}, contact=303, **OWN),
}
