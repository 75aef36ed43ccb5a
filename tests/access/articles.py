"""Who may read, discuss, decide and manage an article.

The article of these rows stands in the area "Broadband", which is kept to the cast's team: the outsider
finds nothing. The expert owns it, the lead leads its area, and everybody else reads.
"""

from django.urls import reverse

from accounts.actions.tokens import create_token
from accounts.models import TokenPurpose
from knowledge.articles.actions import archive_article, comment_on_article, flag_article
from knowledge.articles.models import Article
from tests.access import SIGN_IN, Cast, Expectation, expect
from tests.factories import make_article, make_suggestion, restrict_area, revise

CLOSED = {"outsider": 404, "stranger": SIGN_IN}
PUBLIC = {"everyone": 200, "stranger": SIGN_IN}
MANAGERS = {"expert": 303, "lead": 303}


def _article(cast: Cast) -> Article:
    restrict_area(cast.area, cast.team)
    return make_article("Orange light", owner=cast.expert, areas=[cast.area], topics=["box"])


def _at(name: str):
    def url(cast: Cast) -> str:
        return reverse(f"articles:{name}", args=[_article(cast).slug])

    return url


def _number(cast: Cast) -> str:
    return reverse("articles:by_number", args=[_article(cast).pk])


def _passage(cast: Cast) -> str:
    article = _article(cast)
    return reverse("articles:passage", args=[article.slug, article.live.text.passages.all()[0].key])


def _revised(cast: Cast) -> Article:
    return revise(_article(cast), body="Another text altogether.")


def _revision(cast: Cast) -> str:
    return reverse("articles:revision", args=[_revised(cast).slug, 1])


def _restore(cast: Cast) -> str:
    return reverse("articles:restore", args=[_revised(cast).slug, 1])


def _compare(cast: Cast) -> str:
    return reverse("articles:compare", args=[_revised(cast).slug]) + "?from=1&to=2"


def _comment(name: str):
    def url(cast: Cast) -> str:
        article = _article(cast)
        comment = comment_on_article(article=article, by=cast.contact, source="Is it so?")
        return reverse(f"articles:{name}", args=[article.slug, comment.pk])

    return url


def _flag(cast: Cast) -> str:
    article = _article(cast)
    flag = flag_article(article=article, by=cast.contact, reason="wrong")
    return reverse("articles:flag_decide", args=[article.slug, flag.pk])


def _suggestion(name: str):
    def url(cast: Cast) -> str:
        article = _article(cast)
        suggestion = make_suggestion(article, by=cast.contact, body="A better text.")
        return reverse(f"articles:{name}", args=[article.slug, suggestion.pk])

    return url


def _archived(cast: Cast) -> str:
    article = archive_article(article=_article(cast), by=cast.expert)
    return reverse("articles:bring_back", args=[article.slug])


def _feed_new(cast: Cast) -> str:
    _article(cast)
    return reverse("articles:feed_new", args=["area", cast.area.slug])


def _feed(cast: Cast) -> str:
    """A contact's feed: whoever has the address is the contact."""
    _article(cast)
    _token, secret = create_token(
        person=cast.contact, purpose=TokenPurpose.FEED, name="reader", by=cast.contact
    )
    return reverse("articles:feed", args=[secret, "area", cast.area.slug])


def _read(name: str) -> Expectation:
    return expect(url=_at(name), everyone=200, **CLOSED)


ROUTES = {
    "articles:list": expect(**PUBLIC),
    "articles:broken_links": expect(**PUBLIC),
    "articles:waiting_suggestions": expect(**PUBLIC),
    "articles:waiting_flags": expect(**PUBLIC),
    "articles:by_number": expect(url=_number, everyone=302, **CLOSED),
    "articles:detail": _read("detail"),
    "articles:pane": _read("pane"),
    "articles:backlinks": _read("backlinks"),
    "articles:history": _read("history"),
    "articles:flags": _read("flags"),
    "articles:suggestions": _read("suggestions"),
    "articles:passage": expect(url=_passage, everyone=302, **CLOSED),
    "articles:revision": expect(url=_revision, everyone=200, **CLOSED),
    "articles:compare": expect(url=_compare, everyone=200, **CLOSED),
    "articles:restore": expect("post", url=_restore, everyone=403, **MANAGERS, **CLOSED),
    "articles:comment_add": expect(
        "post", url=_at("comment_add"), data={"source": "Thanks"}, everyone=303, **CLOSED
    ),
    "articles:comment_reply": expect(url=_comment("comment_reply"), everyone=200, **CLOSED),
    "articles:comment_edit": [
        expect(
            url=_comment("comment_edit"),
            everyone=403, contact=200, expert=200, lead=200, **CLOSED,
        ),
        expect(
            "post", url=_comment("comment_edit"), data={"source": "So it is"},
            everyone=403, contact=303, **CLOSED,
        ),
    ],
    "articles:comment_remove": expect(
        "post", url=_comment("comment_remove"), everyone=403, contact=303, **MANAGERS, **CLOSED
    ),
    "articles:flag": [
        _read("flag"),
        expect("post", url=_at("flag"), data={"reason": "unclear"}, everyone=303, **CLOSED),
    ],
    "articles:flag_decide": expect(
        "post", url=_flag, data={"outcome": "accepted"}, everyone=403, **MANAGERS, **CLOSED
    ),
    "articles:suggestion": expect(url=_suggestion("suggestion"), everyone=200, **CLOSED),
    "articles:suggestion_accept": expect(
        "post", url=_suggestion("suggestion_accept"), everyone=403, **MANAGERS, **CLOSED
    ),
    "articles:suggestion_decline": expect(
        "post", url=_suggestion("suggestion_decline"), data={"word": "It is said above"},
        everyone=403, **MANAGERS, **CLOSED,
    ),
    "articles:suggestion_withdraw": expect(
        "post", url=_suggestion("suggestion_withdraw"), everyone=403, contact=303, **CLOSED
    ),
    "articles:verify": expect("post", url=_at("verify"), everyone=403, **MANAGERS, **CLOSED),
    "articles:archive": [
        expect(url=_at("archive"), everyone=403, expert=200, lead=200, **CLOSED),
        expect("post", url=_at("archive"), everyone=403, **MANAGERS, **CLOSED),
    ],
    "articles:bring_back": expect("post", url=_archived, everyone=403, **MANAGERS, **CLOSED),
    "articles:hand_over": expect(
        url=_at("hand_over"), everyone=403, expert=200, lead=200, **CLOSED
    ),
    "articles:feed_new": expect(url=_feed_new, everyone=200, **CLOSED),
    "articles:feed": expect(url=_feed, everyone=200),
}  # fmt: skip
