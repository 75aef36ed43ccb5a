"""Words for channels that went into a reply and do not stand any more.

A tray pins the moment at which its passages were collected (`TrayPassage.added_at`), and the versions of
words for a channel are dated and immutable: so the moment names the exact wording of every channel and
language that a draft can have begun with, also while its channel was switched, and which came after it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.passages.replying import Obstacle
from knowledge.replies.models import Variant, VariantVersion
from knowledge.replies.queries.sensitive import replaced_wordings
from knowledge.replies.queries.variants import readable_by, standings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from knowledge.markup.audience import Audience
    from knowledge.replies.queries.variants import Standing

Where = tuple[str, str]
"""Channel and language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written for channels of one article. `earlier`: words that stood since the moment, or
    might be taken for such, and why they may not leave; `standing`: those that may, in any channel;
    `newest`: of each channel, whether it stands or not; `before`: what stood in the tray's own channel
    and language then, "" where it still does; `is_withdrawn`: nothing took its place.
    """

    earlier: tuple[tuple[str, Obstacle], ...] = ()
    standing: tuple[str, ...] = ()
    newest: tuple[str, ...] = ()
    before: str = ""
    is_withdrawn: bool = False


NOTHING = Written()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """Of articles by their id: since when words are in a tray (the first of its passages), and when what
    they read now was published. `delicate` ones are told in approved words alone.
    """

    since: Mapping[int, datetime]
    published: Mapping[int, datetime]
    delicate: Collection[int]
    where: Where
    reader: Audience


def variants_in(ids: Iterable[int]) -> list[Variant]:
    """All that was ever written for channels of these articles, each with its newest words; one query."""
    rows = Variant.objects.filter(article__in=list(ids), current__isnull=False)
    return list(rows.select_related("current").order_by("pk"))


def written_for(variants: Iterable[Variant], pins: Pins) -> dict[int, Written]:
    """By article; those of which nothing was written are left out. No query where nothing has moved since
    it was collected and nothing is delicate, else two, and one for delicate ones.
    """
    by_article: dict[int, list[Variant]] = defaultdict(list)
    for variant in variants:
        by_article[variant.article_id].append(variant)
    moved = [row for rows in by_article.values() if _have_moved(rows, pins) for row in rows]
    stands: dict[int, Standing] = {}
    versions: dict[int, list[VariantVersion]] = defaultdict(list)
    if moved:
        ids = [row.pk for row in moved]
        stands = {one.variant.pk: one for one in standings(Variant.objects.filter(pk__in=ids))}
        for version in VariantVersion.objects.filter(variant__in=ids).order_by("number"):
            versions[version.variant_id].append(version)
    wordings = replaced_wordings(pins.since, pins.delicate) if pins.delicate else {}
    found = {}
    for pk in {*by_article, *wordings}:
        rows = by_article.get(pk, [])
        said = [_of_variant(row, versions[row.pk], stands.get(row.pk), pins) for row in rows]
        told = [(row.words, row.channel, row.language) for row in wordings.get(pk, ())]
        found[pk] = _together([*said, *(_of_wording(*one, pins.where) for one in told)])
    return found


def _have_moved(rows: Iterable[Variant], pins: Pins) -> bool:
    """Whether words of this article may have been replaced, removed or withdrawn since."""
    for row in rows:
        since, published = pins.since[row.article_id], pins.published.get(row.article_id)
        days = [row.current.created_at if row.current else None, row.removed_at, published]
        if row.article_id in pins.delicate or any(day is not None and day >= since for day in days):
            return True
    return False


def _of_variant(
    row: Variant, versions: Collection[VariantVersion], stands: Standing | None, pins: Pins
) -> Written:
    newest: tuple[str, ...] = (row.current.words,) if row.current else ()
    if not versions:
        return Written(newest=newest)
    since = pins.since[row.article_id]
    outrun = [one.words for one, after in pairwise(versions) if after.created_at >= since]
    why = _ended(row, stands, pins)
    is_readable = stands is not None and bool(readable_by(pins.reader, {row.pk: stands}))
    is_here = (row.channel, row.language) == pins.where
    first = next((words for words in outrun if why or words not in newest), "")
    before = first or (newest[0] if why else "")
    return Written(
        earlier=(
            *((words, Obstacle.CORRECTED) for words in outrun),
            *((words, why) for words in newest if why),
        ),
        standing=newest if is_readable and why is None and stands and stands.may_be_used else (),
        newest=newest,
        before=before if is_here and why is not Obstacle.SENSITIVE else "",
        is_withdrawn=is_here and why is Obstacle.WITHDRAWN,
    )


def _ended(row: Variant, stands: Standing | None, pins: Pins) -> Obstacle | None:
    """Why the newest words may not be said any more, if that came about since they were collected."""
    since = pins.since[row.article_id]
    if stands is None:
        is_new = row.removed_at is not None and row.removed_at >= since
        return Obstacle.WITHDRAWN if is_new else None
    if not stands.may_be_used:
        published = pins.published.get(row.article_id)
        return Obstacle.WITHDRAWN if published is not None and published >= since else None
    is_kept_back = row.article_id in pins.delicate and not stands.is_approved
    return Obstacle.SENSITIVE if is_kept_back else None


def _of_wording(words: str, channel: str, language: str, where: Where) -> Written:
    """Approved words of a delicate topic that others have taken the place of."""
    is_here = channel in {"", where[0]} and language == where[1]
    return Written(earlier=((words, Obstacle.CORRECTED),), before=words if is_here else "")


def _together(parts: Collection[Written]) -> Written:
    return Written(
        earlier=tuple(one for part in parts for one in part.earlier),
        standing=tuple(one for part in parts for one in part.standing),
        newest=tuple(one for part in parts for one in part.newest),
        before="\n\n".join(part.before for part in parts if part.before),
        is_withdrawn=any(part.is_withdrawn for part in parts),
    )
