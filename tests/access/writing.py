"""Who may write: everyone starts and keeps drafts of their own; nobody sees another's."""

from django.urls import reverse

from knowledge.articles.actions import start_article_draft
from knowledge.articles.forms.editor import initial_fields
from knowledge.articles.models import Article
from knowledge.articles.words import Words, settings_of
from tests.access import SIGN_IN, Cast, expect, requests
from tests.factories import make_article, make_suggestion, restrict_area, revise

OPEN = {"everyone": 200, "stranger": SIGN_IN}
CLOSED = {"outsider": 404, "stranger": SIGN_IN}


def _article(cast: Cast) -> Article:
    restrict_area(cast.area, cast.team)
    return make_article("Orange light", owner=cast.expert, areas=[cast.area])


def _complete(cast: Cast) -> str:
    return reverse("articles:complete") + "?kind=article&q=orange"


def _edit(cast: Cast) -> str:
    return reverse("articles:edit", args=[_article(cast).slug])


def _adjust(cast: Cast) -> str:
    article = _article(cast)
    suggestion = make_suggestion(article, by=cast.contact, body="A better text.")
    return reverse("articles:adjust", args=[article.slug, suggestion.pk])


def _draft(name: str):
    """The expert's draft of a changed article, at one of its addresses."""

    def url(cast: Cast) -> str:
        pk = _article(cast).pk
        article = Article.objects.select_related("current__text", "owner").get(pk=pk)
        fields = initial_fields(Words.of(article.live), settings_of(article))
        draft = start_article_draft(person=cast.expert, article=article, fields=fields)
        draft.fields["body"] = "Mine.\n"
        draft.save()
        revise(article, by=cast.lead, body="Theirs.\n")
        return reverse(f"articles:{name}", args=[draft.key])

    return url


OWN = {"everyone": 404, "stranger": SIGN_IN}
ROUTES = {
    "articles:new": [
        expect(**OPEN),
        expect("post", everyone=303, stranger=SIGN_IN),
        *requests.WRITING,
    ],
    "articles:drafts": expect(**OPEN),
    "articles:writing_guide": expect(**OPEN),
    "articles:preview": expect("post", data={"body": "Text"}, **OPEN),
    "articles:complete": expect(url=_complete, **OPEN),
    "articles:upload": expect("post", everyone=400, stranger=SIGN_IN),
    "articles:edit": expect(url=_edit, everyone=303, **CLOSED),
    "articles:adjust": expect("post", url=_adjust, everyone=403, expert=303, lead=303, **CLOSED),
    "articles:draft": expect(url=_draft("draft"), expert=200, **OWN),
    "articles:draft_save": expect(
        "post",
        url=_draft("draft_save"),
        data={"version": 1},
        everyone=404,
        expert=200,
        stranger=401,
    ),
    "articles:draft_discard": expect("post", url=_draft("draft_discard"), expert=303, **OWN),
    "articles:merge": expect(url=_draft("merge"), expert=200, **OWN),
}
