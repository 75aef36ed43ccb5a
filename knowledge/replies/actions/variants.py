"""Every write to the words of a channel: written, confirmed, approved, removed. No version changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.articles.actions.record import touch_frame
from knowledge.passages.models import AudienceChoices
from knowledge.replies.actions.gates import record_of_article
from knowledge.replies.models import Variant, VariantVersion

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.articles.models import Article, Revision


MOST_CHARACTERS: Final = 10_000


class SomebodyWasFaster(Exception):
    """There is a newer wording than the one that its writer started from; `newest` is None when the
    words were removed.
    """

    def __init__(self, newest: VariantVersion | None) -> None:
        super().__init__()
        self.newest = newest


def tidy(words: str, *, most: int) -> str:
    """As it is kept: lines end with a line feed, no NUL, nothing around it. Raises ValidationError for
    more than so many characters.
    """
    said = words.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(said) > most:
        raise ValidationError(
            {"words": _("That is too long: at most %(n)d characters.") % {"n": most}}
        )
    return said


@transaction.atomic
def write_variant(
    *,
    article: Article,
    revision: Revision,
    by: User,
    channel: str,
    language: str,
    words: str,
    audience: str = AudienceChoices.CUSTOMER.value,
    started_from: int = 0,
    at: datetime | None = None,
) -> VariantVersion:
    """A wording for a channel and a language, written with `revision` before one's eyes.

    `started_from` is the number of the wording that was there, 0 for none. The same words again are no
    new version unless they answer a newer revision. Raises SomebodyWasFaster and ValidationError.
    """
    at = at or timezone.now()
    variant = _locked(article, channel, language, at)
    newest = variant.current if variant.removed_at is None else None
    if (newest.number if newest else 0) != started_from:
        raise SomebodyWasFaster(newest)
    said = tidy(words, most=MOST_CHARACTERS)
    if newest is not None and _is_same(newest, said, audience, revision):
        return newest
    version = VariantVersion(
        variant=variant,
        revision=_of_article(revision, article),
        words=said,
        audience=audience,
        author=by,
        created_at=at,
    )
    return _keep(variant, version)


@transaction.atomic
def confirm_variant(
    *, variant: Variant, number: int, revision: Revision, by: User, at: datetime | None = None
) -> VariantVersion:
    """The words of version `number` still hold beside `revision`. An approval does not pass on: what a
    lead approved was said of the article as it was. Raises SomebodyWasFaster.
    """
    row = _with_current(variant.pk)
    current = row.current if row.removed_at is None else None
    if current is None or current.number != number:
        raise SomebodyWasFaster(current)
    if current.revision_id == revision.pk:
        return current
    version = VariantVersion(
        variant=row,
        revision=_of_article(revision, row.article),
        words=current.words,
        audience=current.audience,
        author=by,
        confirms=True,
        created_at=at or timezone.now(),
    )
    return _keep(row, version)


@transaction.atomic
def approve_variant(
    *, variant: Variant, number: int, by: User, at: datetime | None = None
) -> VariantVersion:
    """A lead lets version `number` be said of a delicate matter; twice is once. Raises
    SomebodyWasFaster.
    """
    row = _with_current(variant.pk)
    current = row.current if row.removed_at is None else None
    if current is None or current.number != number:
        raise SomebodyWasFaster(current)
    if current.approved_by_id is None:
        current.approved_by, current.approved_at = by, at or timezone.now()
        current.full_clean()
        current.save(update_fields=["approved_by", "approved_at"])
        touch_frame(row.article_id)
        facts = {"channel": row.channel, "language": row.language}
        record_of_article("variant_approved", by=by, article=row.article, **facts)
    return current


@transaction.atomic
def remove_variant(*, variant: Variant, at: datetime | None = None) -> None:
    """Replies to come use the passages again; its versions stay, because records point to them."""
    Variant.objects.filter(pk=variant.pk, removed_at=None).update(removed_at=at or timezone.now())
    touch_frame(variant.article_id)


def _locked(article: Article, channel: str, language: str, at: datetime) -> Variant:
    """The row of that channel and language, made if need be; it waits for whoever writes it too."""
    variant = Variant(article=article, channel=channel, language=language, created_at=at)
    variant.clean_fields(exclude=["article", "current"])
    try:
        with transaction.atomic():
            row, _is_new = Variant.objects.get_or_create(
                article=article,
                channel=channel,
                language=language,
                defaults={"created_at": at},
            )
    except IntegrityError:
        row = Variant.objects.get(article=article, channel=channel, language=language)
    return _with_current(row.pk)


def _with_current(pk: int) -> Variant:
    rows = Variant.objects.select_for_update(of=("self",))
    return rows.select_related("article", "current__author").get(pk=pk)


def _of_article(revision: Revision, article: Article) -> Revision:
    if revision.article_id != article.pk:
        raise ValidationError(_("That revision is of another article. Open the page again."))
    return revision


def _is_same(newest: VariantVersion, words: str, audience: str, revision: Revision) -> bool:
    same = (newest.words, newest.audience, newest.revision_id)
    return same == (words, audience, revision.pk)


def _keep(variant: Variant, version: VariantVersion) -> VariantVersion:
    last = variant.versions.order_by("-number").values_list("number", flat=True).first()
    version.number = (last or 0) + 1
    version.full_clean()
    version.save()
    variant.current, variant.removed_at = version, None
    variant.save(update_fields=["current", "removed_at"])
    touch_frame(variant.article_id)
    return version
