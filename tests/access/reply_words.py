"""Words for channels are read by whoever reads the article and written by whoever may publish it; leads
and administrators keep delicate topics and the watch list.
"""

from collections.abc import Callable

from django.urls import reverse

from knowledge.articles.models import Article
from knowledge.passages.watching_actions import watch_name
from knowledge.replies.actions.sensitive import approve_wording, mark_sensitive
from knowledge.replies.actions.variants import write_variant
from knowledge.replies.models import SensitiveTopic
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article, make_topic, restrict_area

WRITERS = {"expert": 303, "lead": 303}
LEADS = {"lead": 200, "administrator": 200}
LEADS_DO = {"lead": 303, "administrator": 303}
KEPT = {"words": "Please unplug it.", "audience": "customer", "revision": "1", "started_from": "0"}


def _article(cast: Cast) -> Article:
    restrict_area(cast.area, cast.team)
    return make_article(owner=cast.expert, areas=[cast.area])


def _list(cast: Cast) -> str:
    return reverse("replies:variants", args=[_article(cast).slug])


def _one(cast: Cast) -> str:
    return reverse("replies:variant", args=[_article(cast).slug, "chat", "en"])


def _written(name: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        article = _article(cast)
        write_variant(
            article=article,
            revision=article.live,
            by=cast.expert,
            channel="chat",
            language="en",
            words="Please unplug it.",
        )
        return reverse(f"replies:{name}", args=[article.slug, "chat", "en"])

    return url


def _delicate(cast: Cast) -> SensitiveTopic:
    return mark_sensitive(topic=make_topic("Battery fires"), by=cast.lead)


def _topic(name: str) -> Callable[[Cast], str]:
    return lambda cast: reverse(f"replies:{name}", args=[_delicate(cast).topic.slug])


def _wording(cast: Cast) -> str:
    row = _delicate(cast)
    said = approve_wording(sensitive=row, by=cast.lead, language="en", words="We look into it.")
    return reverse("replies:sensitive_withdraw", args=[row.topic.slug, said.pk])


def _name(cast: Cast) -> str:
    return reverse("replies:lint_forget", args=[watch_name(name="Zhongxing", by=cast.lead).pk])


POLICIES = {"price": "warn", "margin": "warn", "name": "block", "identity": "warn", "link": "off"}

ROUTES = {
    "replies:variants": expect(url=_list, everyone=200, outsider=404, stranger=SIGN_IN),
    "replies:variant": [
        expect(url=_one, everyone=200, outsider=404, stranger=SIGN_IN),
        expect(
            "post", url=_one, everyone=403, outsider=404, stranger=SIGN_IN, data=KEPT, **WRITERS
        ),
    ],
    "replies:variant_confirm": expect(
        "post",
        url=_written("variant_confirm"),
        everyone=403,
        outsider=404,
        stranger=SIGN_IN,
        data={"number": "1"},
        **WRITERS,
    ),
    "replies:variant_approve": expect(
        "post",
        url=_written("variant_approve"),
        everyone=403,
        outsider=404,
        stranger=SIGN_IN,
        data={"number": "1"},
        **LEADS_DO,
    ),
    "replies:variant_remove": expect(
        "post",
        url=_written("variant_remove"),
        everyone=403,
        outsider=404,
        stranger=SIGN_IN,
        **WRITERS,
    ),
    "replies:sensitive": expect(everyone=403, stranger=SIGN_IN, **LEADS),
    "replies:sensitive_topic": expect(
        url=_topic("sensitive_topic"), everyone=403, stranger=SIGN_IN, **LEADS
    ),
    "replies:sensitive_unmark": expect(
        "post",
        url=_topic("sensitive_unmark"),
        everyone=403,
        stranger=SIGN_IN,
        data={"sure": "1"},
        **LEADS_DO,
    ),
    "replies:sensitive_withdraw": expect(
        "post", url=_wording, everyone=403, stranger=SIGN_IN, **LEADS_DO
    ),
    "replies:lint": [
        expect(everyone=403, stranger=SIGN_IN, **LEADS),
        expect("post", everyone=403, stranger=SIGN_IN, data={"name": "Zhongxing"}, **LEADS_DO),
    ],
    "replies:lint_policies": expect(
        "post", everyone=403, stranger=SIGN_IN, data=POLICIES, **LEADS_DO
    ),
    "replies:lint_try": expect(
        "post", everyone=403, stranger=SIGN_IN, data={"text": "12 €"}, **LEADS
    ),
    "replies:lint_forget": expect("post", url=_name, everyone=403, stranger=SIGN_IN, **LEADS_DO),
}
