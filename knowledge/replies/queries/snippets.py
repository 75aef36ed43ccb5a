"""What may be told to customers about some words: passages, and experts' words for a channel, found by
search and pinned to what they were read from. For the panel and for programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.passages.replying import Candidate, may_leave
from knowledge.passages.watching import checker
from knowledge.replies.composing import Part, ProfileShape
from knowledge.replies.composing.forms import edited
from knowledge.replies.queries.copyable import ANSWER, ARTICLE, Asked, standing_of
from knowledge.replies.queries.speaking import areas_of, public_profile, speaking_of
from knowledge.replies.queries.wordings import words_for_articles
from knowledge.search.queries import SearchRequest, search
from knowledge.threads.models import Answer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from accounts.models import User
    from knowledge.passages.watching import Checker
    from knowledge.replies.queries.copyable import Copyable
    from knowledge.replies.queries.wordings import ChannelWords
    from knowledge.search.presenting import Result

MOST_SNIPPETS: Final = 20
_VARIANT_KEY: Final = "variant"
_AS_MAIL: Final = ProfileShape(style="mail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where words stand: ids of an article and its revision, or of an answer and its version, and the key
    of the passage. With a `variant` they are that version of an expert's words for a channel.
    """

    kind: str
    source_id: int
    state_id: int
    key: str
    variant_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Words that may be told now. `name` finds them again as they stand then ("a.orange-light.k3f9");
    `source` is what a record of them is pinned to.
    """

    name: str
    source: Source
    part: Part
    language: str
    is_variant: bool = False
    is_flagged: bool = False

    @property
    def plain(self) -> str:
        words = self.part.plain if self.part.variant_words is None else self.part.variant_words
        return words.strip()

    @property
    def html(self) -> str:
        """The same as rich text, clean of images and files."""
        is_rich = self.part.variant_words is None and self.part.rich
        return self.part.rich if is_rich else edited(self.plain, _AS_MAIL).html


@dataclass(frozen=True, slots=True)
class FoundSnippet:
    """A snippet and the result that led to it, which is for people of the house alone."""

    snippet: Snippet
    result: Result

    @property
    def title(self) -> str:
        """What it is called, where a customer may be told so."""
        is_told = Audience.parse(self.result.shown.title_audience) is Audience.CUSTOMER
        return self.result.shown.title if is_told else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The best first; `total` documents answer the words."""

    snippets: tuple[FoundSnippet, ...] = ()
    total: int = 0
    is_available: bool = True


def find_snippets(
    person: User,
    words: str,
    *,
    channel: str = "",
    language: str = "",
    limit: int = 8,
    as_draft: bool = False,
) -> Found:
    """What this person may tell a customer about these words, in that language if one is given.

    Search decides what is near, `passages.replying` what may leave. At most one snippet of a document.
    `as_draft`: see `tell`.
    """
    asked = SearchRequest(
        words=words,
        languages=frozenset({language} - {""}),
        audience=Audience.CUSTOMER.value,
        limit=min(limit, MOST_SNIPPETS),
    )
    found = search(person, asked)
    hits = [(result, one) for result in found.results if (one := _copied_by(result)) is not None]
    told = tell(
        person,
        [one for _result, one in hits],
        channel=channel,
        language=language,
        as_draft=as_draft,
    )
    snippets = tuple(
        FoundSnippet(told[name], result)
        for result, one in hits
        if (name := one.spelled(one.keys[0])) in told
    )
    return Found(snippets, found.total, found.is_available)


def read_names(names: Iterable[str]) -> list[Asked]:
    """What names of snippets ask for, each once; what is no name of ours is left out."""
    asked = {}
    for name in dict.fromkeys(names):
        if "\0" in name:
            continue
        kind, _dot, rest = name.partition(".")
        source, _dot, key = rest.rpartition(".")
        if kind == ARTICLE and source and key:
            asked[name] = Asked(ARTICLE, source, (key,))
        elif kind == ANSWER and source.isascii() and source.isdigit() and len(source) < 19 and key:  # noqa: PLR2004 - the database's numbers
            asked[name] = Asked(ANSWER, source, (key,))
    return list(asked.values())


def tell(
    person: User,
    asked: Sequence[Asked],
    *,
    channel: str = "",
    language: str = "",
    as_draft: bool = False,
) -> dict[str, Snippet]:
    """Of these passages, one each, the words that may be told to a customer now, by name: an article's own
    words for the channel and the language come in the place of its passage. What may not be told, or
    does not exist for this person, is left out; so is, where everybody reads along, what a spokesperson
    says, and everything before the policy is accepted. `as_draft`: who asks does not send it yet, and
    looks at the speaker when they do.
    """
    if not asked:
        return {}
    in_public = "" if as_draft else channel
    standing = standing_of(person, _joined(asked), channel=in_public)
    slugs = {one.name for one in asked if one.kind == ARTICLE}
    rows = Article.objects.visible_to(person).filter(slug__in=slugs, current__isnull=False)
    articles = {article.slug: article for article in rows.select_related("current")}
    ids = [article.pk for article in articles.values() if not article.is_archived]
    spoken = _languages(articles, standing.copyable.values())
    worded = words_for_articles(ids, channel, language) if ids and channel and language else {}
    unspoken = _unspoken(person, worded, in_public)
    look = checker()
    told: dict[str, Snippet] = {}
    for one in asked:
        name = one.spelled(one.keys[0])
        article = articles.get(one.name) if one.kind == ARTICLE else None
        words = worded.get(article.pk) if article else None
        snippet = None
        if article is not None and words is not None:
            if article.pk not in unspoken:
                snippet = _of_words(name, one.keys[0], article, language, words, look)
        elif name in standing.copyable:
            snippet = _of_passage(name, standing.copyable[name], spoken, look)
        if snippet is not None:
            told[name] = snippet
    return told


def still_told(person: User, sources: Iterable[Source], *, channel: str, language: str) -> bool:
    """Whether each of these, handed out before for that channel and language, may be told now, in the
    same state. Who speaks in public is not looked at.
    """
    wanted = set(sources)
    ids = {one.source_id for one in wanted if one.kind == ARTICLE}
    slugs = dict(Article.objects.filter(pk__in=ids).values_list("pk", "slug"))
    asked = [
        Asked(ARTICLE, slugs.get(one.source_id, ""), (one.key,))
        if one.kind == ARTICLE
        else Asked(ANSWER, str(one.source_id), (one.key,))
        for one in wanted
    ]
    told = tell(person, asked, channel=channel, language=language, as_draft=True)
    return wanted == {snippet.source for snippet in told.values()}


def _unspoken(person: User, ids: Collection[int], channel: str) -> set[int]:
    """Of these articles, those of which the person may not speak there; none where it is not public."""
    public = public_profile(channel) if ids else None
    if public is None:
        return set()
    areas = areas_of(ids, [])
    told = {pk: speaking_of(person, public, areas.get(("article", pk), set())) for pk in ids}
    return {pk for pk, speaking in told.items() if not speaking.is_free}


def _copied_by(result: Result) -> Asked | None:
    """Which passage the copy key of a result copies: one of an article or of an answer."""
    given = parse_qs(urlsplit(result.copy_url).query)
    key = given.get("passage", [""])[0]
    if key and "answer" in given:
        return Asked(ANSWER, given["answer"][0], (key,))
    return Asked(ARTICLE, given["article"][0], (key,)) if key and "article" in given else None


def _joined(asked: Sequence[Asked]) -> list[Asked]:
    """One for each source, with all its keys."""
    keys: dict[tuple[str, str], list[str]] = {}
    for one in asked:
        keys.setdefault((one.kind, one.name), []).extend(one.keys)
    return [
        Asked(ARTICLE if kind == ARTICLE else ANSWER, name, tuple(dict.fromkeys(found)))
        for (kind, name), found in keys.items()
    ]


def _languages(articles: dict[str, Article], copyable: Iterable[Copyable]) -> dict[str, str]:
    """The language of each source, as "a12" or "n5"."""
    spoken = {f"{ARTICLE}{one.pk}": one.language for one in articles.values()}
    answers = [one.source_id for one in copyable if one.kind == ANSWER]
    if answers:
        rows = Answer.objects.filter(pk__in=answers).values_list("pk", "thread__language")
        spoken |= {f"{ANSWER}{pk}": language for pk, language in rows}
    return spoken


def _of_words(  # noqa: PLR0917 - what it is made of
    name: str, key: str, article: Article, language: str, words: ChannelWords, look: Checker
) -> Snippet | None:
    """An expert's words; those of a delicate topic have no version, and are pinned to the passage."""
    if not _may_leave(words.words, words.audience, look, is_approved=words.is_approved):
        return None
    version = words.version
    return Snippet(
        name=name,
        source=Source(
            kind=ARTICLE,
            source_id=article.pk,
            state_id=article.live.pk,
            key=_VARIANT_KEY if version else key,
            variant_id=version.pk if version else 0,
        ),
        part=Part("", variant_words=words.words),
        language=language,
        is_variant=True,
        is_flagged=words.is_flagged,
    )


def _of_passage(
    name: str, copyable: Copyable, spoken: dict[str, str], look: Checker
) -> Snippet | None:
    passage = copyable.passage
    if not _may_leave(passage.plain, passage.audience, look):
        return None
    return Snippet(
        name=name,
        source=Source(
            kind=copyable.kind,
            source_id=copyable.source_id,
            state_id=copyable.state_id,
            key=passage.key,
        ),
        part=Part(passage.plain, passage.rich),
        language=spoken[f"{copyable.kind}{copyable.source_id}"],
    )


def _may_leave(plain: str, audience: str, look: Checker, *, is_approved: bool = False) -> bool:
    candidate = Candidate(audience, is_approved=is_approved, is_blocked=look.is_blocked(plain))
    return may_leave(candidate, Audience.CUSTOMER)
