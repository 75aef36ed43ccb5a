"""Publishing: the first revision, later ones with a three-way merge, settings, restoring."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.areas.topics import topics_named
from knowledge.articles.actions.drafts import spend_draft
from knowledge.articles.actions.record import (
    ARTICLE,
    announce_change,
    mend_links,
    record_event,
    replace_links,
    tell,
    tell_readers,
)
from knowledge.articles.actions.requests import fulfil_request
from knowledge.articles.errors import EditConflict, NothingChanged
from knowledge.articles.links import SiteLinks
from knowledge.articles.merging import MergedWords, merge_words
from knowledge.articles.models import Article, ArticleEvent, Draft, Revision, Significance
from knowledge.articles.words import Settings, Words, settings_of
from knowledge.articles.work import DRAFT, work_on_new
from knowledge.contributions.actions.activity import carry_over
from knowledge.markup.keys import OldPassage
from knowledge.notifications.models import Notification
from knowledge.passages.actions import use_attachments
from knowledge.passages.models import new_key
from knowledge.passages.texts import BuiltText, Source, build_text, known_passages, save_text

if TYPE_CHECKING:
    from collections.abc import Sequence

SLUG_LENGTH = 100
RELATIONS = ["article", "text", "author", "base", "merged_with", "restored_from"]
RESERVED_SLUGS = frozenset(
    {"new", "drafts", "writing", "preview", "complete", "upload"}
    | {"broken-links", "suggestions", "flags"}
)


@dataclass(frozen=True, kw_only=True)
class Published:
    """What publishing made; `merged` is set when somebody else's revision was merged in."""

    article: Article
    revision: Revision
    merged: MergedWords | None = None

    @property
    def merged_author(self) -> str:
        """Whose revision was merged in; "" when none was."""
        other = self.revision.merged_with
        return other.author.display_name if other else ""


@transaction.atomic
def publish_article(
    *,
    by: User,
    words: Words,
    settings: Settings,
    note: str = "",
    draft: Draft | None = None,
    external_id: str | None = None,
    owner: User | None = None,
    at: datetime | None = None,
) -> Article:
    """Publish a new article with its first revision. `by` owns it unless another `owner` is named. The
    writing request that the draft was begun for is closed, and whoever waits for it told.

    Raises ValidationError, with nothing written, when a value is refused, and DraftGone.
    """
    drafted = draft.pk if draft else None
    spend_draft(draft)
    at = at or timezone.now()
    article = Article(
        slug=free_slug(words.title),
        owner=owner or by,
        external_id=external_id,
        published_at=at,
        verified_at=at,
        verified_by=by,
    )
    _set_words(article, words, at)
    _set_settings(article, settings)
    article.full_clean(exclude=["current"])
    _save_at_free_address(article)
    _save_relations(article, settings)
    _add_revision(
        article, words, by=by, at=at, note=note, significance=Significance.MAJOR, base=None,
        detail=_origin_of(draft),
    )  # fmt: skip
    mend_links(article)
    _tell_of_first(article, by=by, co_authors=settings.co_authors)
    _carry_over(draft, drafted, article, by=by, at=at)
    return article


@transaction.atomic
def publish_revision(
    *,
    article: Article,
    by: User,
    words: Words,
    base: Revision,
    significance: str,
    note: str = "",
    settings: Settings | None = None,
    draft: Draft | None = None,
    restored_from: Revision | None = None,
    at: datetime | None = None,
) -> Published:
    """Publish new words upon `base`. If somebody published since, both are merged by paragraph.

    Raises EditConflict when the same paragraphs were changed (nothing is written, the draft stays), and
    NothingChanged when neither words nor settings differ.
    """
    spend_draft(draft)
    at = at or timezone.now()
    article = Article.objects.select_for_update().get(pk=article.pk)
    current = Revision.objects.select_related("text").get(pk=article.live.pk)
    merged = None if current.pk == base.pk else _merged(base, words, current)
    words = merged.words if merged else words
    changes = _apply_settings(article, settings, by=by, at=at)
    revision = current
    if words != Words.of(current):
        revision = _add_revision(
            article, words, by=by, at=at, note=note, significance=significance, base=base,
            merged_with=current if merged else None, restored_from=restored_from,
        )  # fmt: skip
        _tell_authors(article, revision)
    elif not changes:
        raise NothingChanged
    return Published(article=article, revision=revision, merged=merged)


def _merged(base: Revision, mine: Words, current: Revision) -> MergedWords:
    merged = merge_words(base=Words.of(base), mine=mine, theirs=Words.of(current))
    if not merged.clean:
        raise EditConflict(merged, current)
    return merged


@transaction.atomic
def change_settings(*, article: Article, by: User, settings: Settings) -> Article:
    """Change what stands beside the words. The event keeps every value before and after."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    _apply_settings(article, settings, by=by, at=timezone.now())
    return article


def restore_revision(
    *, article: Article, by: User, revision: Revision, base: Revision
) -> Published:
    """Publish the words of an earlier revision again, as a new one upon `base`."""
    return publish_revision(
        article=article,
        by=by,
        words=Words.of(revision),
        base=base,
        significance=Significance.MEDIUM,
        restored_from=revision,
    )


def _tell_of_first(article: Article, *, by: User, co_authors: Sequence[User]) -> None:
    tell(co_authors, actor=by, kind=Notification.Kind.CO_AUTHOR, article=article)
    tell_readers(article, revision=article.live, besides=co_authors)


def _carry_over(
    draft: Draft | None, drafted: int | None, article: Article, *, by: User, at: datetime
) -> None:
    """Time spent on the draft was spent on the article, and whoever asked for it has it."""
    carry_over(person=by, before=(DRAFT, drafted), thing=work_on_new(article))
    if draft is not None and draft.request_id is not None:
        fulfil_request(request_id=draft.request_id, article=article, by=by, at=at)


def _origin_of(draft: Draft | None) -> dict[str, list[str]]:
    """For the record, when the draft was begun from something of a higher package."""
    if draft is None or draft.origin_id is None:
        return {}
    return {"origin": [draft.origin_kind, str(draft.origin_id)]}


def _save_at_free_address(article: Article) -> None:
    """Somebody may publish the same title in the same instant: the later one gets a longer address."""
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:
        article.slug = f"{article.slug}-{new_key(6)}"
        article.save()


def free_slug(title: str) -> str:
    """An address of the title's words; a short random one for a title without letters."""
    wanted = slugify(fold(title))[:SLUG_LENGTH].strip("-") or new_key()
    taken = (
        set(Article.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        | RESERVED_SLUGS
    )
    if wanted not in taken:
        return wanted
    numbers = [
        int(found[1])
        for slug in taken
        if (found := re.fullmatch(rf"{re.escape(wanted)}-(\d{{1,6}})", slug))
    ]
    return f"{wanted}-{max(numbers, default=1) + 1}"


def _set_words(article: Article, words: Words, at: datetime) -> None:
    article.title = words.title
    article.folded_title = fold(words.title)
    article.updated_at = at


def _set_settings(article: Article, settings: Settings) -> None:
    article.kind = settings.kind
    article.language = settings.language
    article.confidence = settings.confidence
    article.editing_rights = settings.editing_rights
    article.verification_interval_days = settings.verification_interval_days
    article.expires_on = settings.expires_on
    article.check_due_on = article.next_check()
    other = settings.translation_of
    article.translation_group = _group_of(other) if other else None


def _group_of(other: Article) -> uuid.UUID:
    if other.translation_group is None:
        other.translation_group = uuid.uuid4()
        Article.objects.filter(pk=other.pk).update(translation_group=other.translation_group)
    return other.translation_group


def _save_relations(article: Article, settings: Settings) -> None:
    article.areas.set(settings.areas)
    article.co_authors.set(p for p in settings.co_authors if p.pk != article.owner_id)
    article.topics.set(topics_named(names=settings.topics))


def _apply_settings(
    article: Article, settings: Settings | None, *, by: User, at: datetime
) -> dict[str, list[str]]:
    """Write new settings onto a locked article and record them; nothing when none differs.

    Returns what changed, as [before, after] in words.
    """
    before = settings_of(article)
    if settings is None or not _differences(before, settings):
        return {}
    _set_settings(article, settings)
    article.full_clean(exclude=["current"])
    article.save()
    _save_relations(article, settings)
    changes = _differences(before, settings_of(article))
    if changes:
        record_event(article, actor=by, verb=ArticleEvent.Verb.SETTINGS, at=at, detail=changes)
        announce_change(article)
    newly_named = [p for p in settings.co_authors if p not in before.co_authors]
    tell(newly_named, actor=by, kind=Notification.Kind.CO_AUTHOR, article=article)
    return changes


def _differences(before: Settings, after: Settings) -> dict[str, list[str]]:
    pairs = {
        name: [_in_words(getattr(before, name)), _in_words(getattr(after, name))]
        for name in Settings.__dataclass_fields__
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _in_words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(sorted(str(getattr(item, "slug", item)) for item in value))
    return "" if value is None else str(value)


def _add_revision(
    article: Article,
    words: Words,
    *,
    by: User,
    at: datetime,
    note: str,
    significance: str,
    base: Revision | None,
    merged_with: Revision | None = None,
    restored_from: Revision | None = None,
    detail: dict[str, list[str]] | None = None,
) -> Revision:
    previous = article.current.text if article.current else None
    links = SiteLinks(by)
    built = _build(article, words, links, known_passages(previous))
    revision = Revision(
        article=article,
        number=(article.current.number if article.current else 0) + 1,
        text=save_text(built),
        title=words.title,
        title_audience=words.title_audience,
        questions=list(words.questions),
        significance=significance,
        note=note.strip(),
        author=by,
        base=base,
        merged_with=merged_with,
        restored_from=restored_from,
        created_at=at,
    )
    revision.clean_fields(exclude=RELATIONS)
    revision.save()
    article.current = revision
    _set_words(article, words, at)
    article.save()
    verb = ArticleEvent.Verb.PUBLISHED
    record_event(article, actor=by, verb=verb, at=at, revision=revision, detail=detail)
    _follow_rendered(article, built, links, known=previous.source if previous else "")
    return revision


def _build(
    article: Article, words: Words, links: SiteLinks, previous: Sequence[OldPassage]
) -> BuiltText:
    source = Source(
        body=words.body,
        language=article.language,
        short_answer=words.short_answer,
        short_answer_audience=words.short_answer_audience,
    )
    return build_text(source, links=links, previous=previous)


def _follow_rendered(article: Article, built: BuiltText, links: SiteLinks, *, known: str) -> None:
    """Attachments, links, mentions and the search document follow from what was rendered.

    Whoever stood in the `known` source already was told then.
    """
    use_attachments(
        keys=links.attachments,
        subject_kind=ARTICLE,
        subject_id=article.pk,
    )
    typed = {link.target for link in built.rendered.links}
    replace_links(article, typed=typed, links=links)
    tell(
        [person for slug, person in links.people.items() if f"@{slug}" not in known],
        actor=links.writer,
        kind=Notification.Kind.MENTION,
        article=article,
    )
    announce_change(article)


def _tell_authors(article: Article, revision: Revision) -> None:
    """Owner and co-authors hear of a revision by somebody else, then who follows it; minor ones stay
    silent.
    """
    if revision.significance == Significance.MINOR:
        return
    authors = [article.owner, *article.co_authors.all()]
    tell_readers(article, revision=revision, besides=authors)
    tell(
        authors,
        actor=revision.author,
        kind=Notification.Kind.REVISION,
        article=article,
        word=revision.note,
        url=revision.get_absolute_url(),
    )
