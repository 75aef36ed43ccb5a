"""What a line of the page shows besides its figures: the likely area, and what was asked for already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.articles.models import WritingRequest
from knowledge.insights.forms import VIEWS
from knowledge.insights.guessing import closed_words, likely_areas
from knowledge.insights.queries import MOST_CLUSTERS
from knowledge.search.clusters import Stems, plain_words, stems_of
from knowledge.search.failures import Counts
from knowledge.ui.numbers import number

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.insights.clusters import Cluster

FEW: Final = 3
"""Fewer people than this are said as "1–2 people"."""

MOST_GUESSED: Final = 200
"""The commonest clusters, whose area is guessed when one is chosen: 5 ms each, kept for a while."""

_MOST_REQUESTS: Final = 2_000
_State = WritingRequest.State
_TELLING: Final = (_State.WRITTEN, _State.CLAIMED, _State.OPEN, _State.DECLINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A cluster as a list shows it; `share` is its figure's percentage of its searches."""

    cluster: Cluster
    view: str
    area: Area | None = None
    request: WritingRequest | None = None

    @property
    def figure(self) -> int:
        """What the list is ordered by."""
        return VIEWS[self.view](self.cluster)

    @property
    def share(self) -> float:
        return round(100 * self.figure / self.cluster.counts.searches, 2)

    @property
    def people(self) -> str:
        """In the list of failed searches those who searched in vain, else all who searched so."""
        if self.view == "failed" and self.cluster.affected:
            return people_words(self.cluster.affected)
        return people_words(self.cluster.people, at_least=self.cluster.at_least)

    @property
    def change(self) -> int | None:
        """Against the period before; None when that can't be told."""
        before = self.cluster.before
        if before is None:
            return None
        figures = {
            "failed": before.failed,
            "empty": before.no_result,
            "unopened": before.unopened,
            "top": before.searches,
        }
        return self.figure - figures[self.view]

    @property
    def fewer(self) -> int:
        """How far below the period before, for a sentence that says so."""
        return max(0, -(self.change or 0))

    @property
    def is_new(self) -> bool:
        """Nobody searched so in the period before."""
        return self.cluster.before is not None and not self.cluster.before.searches

    @property
    def may_be_asked_for(self) -> bool:
        return self.request is None or self.request.state == _State.DECLINED


def people_words(count: int, *, at_least: bool = False) -> str:
    """ "12 people", "at least 12 people", "1–2 people"."""
    if 0 < count < FEW:
        return _("1–2 people")
    if at_least:
        text = ngettext("at least %(n)s person", "at least %(n)s people", count)
    else:
        text = ngettext("%(n)s person", "%(n)s people", count)
    return text % {"n": number(count)}


def in_view(clusters: Iterable[Cluster], view: str) -> list[Cluster]:
    """Those that have the view's figure, the largest first."""
    figure = VIEWS[view]
    found = [cluster for cluster in clusters if figure(cluster)]
    return sorted(found, key=lambda c: (-figure(c), -c.counts.searches, c.name))


def in_area(user: User, clusters: Sequence[Cluster], area: Area) -> list[Cluster]:
    """Of the MOST_GUESSED commonest, those that are likely about the area or one inside it."""
    looked_at = clusters[:MOST_GUESSED]
    likely = likely_areas(user, [cluster.name for cluster in looked_at])
    return [
        cluster
        for cluster in looked_at
        if cluster.name in likely and likely[cluster.name].path.startswith(area.path)
    ]


def sum_of(clusters: Iterable[Cluster]) -> Counts:
    """The figures of whole clusters together."""
    return sum((cluster.counts for cluster in clusters), Counts())


def sum_before(clusters: Sequence[Cluster]) -> Counts | None:
    """The same of the period before, if that can be told of each of them."""
    before = [cluster.before for cluster in clusters if cluster.before is not None]
    is_whole = len(before) == len(clusters)
    return sum(before, Counts()) if is_whole and before else None


def lines_of(user: User, clusters: Sequence[Cluster], view: str) -> list[Line]:
    """With areas and requests: as many queries for many as for one.

    What is kept for some minutes may name what was closed since: that is looked at again here.
    """
    closed = closed_words(user, [cluster.name for cluster in clusters])
    shown = [cluster for cluster in clusters if cluster.name not in closed]
    areas = likely_areas(user, [cluster.name for cluster in shown])
    asked = _requests(user) if shown else {}
    return [
        Line(
            cluster=cluster,
            view=view,
            area=areas.get(cluster.name),
            request=_telling(asked, cluster),
        )
        for cluster in shown[:MOST_CLUSTERS]
    ]


def _requests(user: User) -> dict[Stems, WritingRequest]:
    """By the stems of their words, as far as the viewer may know; one query.

    Of several the one that tells most: written, being written, open, declined.
    """
    rows = WritingRequest.objects.visible_to(user).order_by("-created_at", "-pk")
    found: dict[Stems, WritingRequest] = {}
    for row in rows.only("pk", "words", "state", "created_at")[:_MOST_REQUESTS]:
        stems = stems_of(plain_words(row.words))
        known = found.get(stems)
        if known is None or _rank(row) < _rank(known):
            found[stems] = row
    return found


def _rank(request: WritingRequest) -> int:
    return _TELLING.index(_State(request.state))


def _telling(asked: dict[Stems, WritingRequest], cluster: Cluster) -> WritingRequest | None:
    keys = (*cluster.keys, stems_of(cluster.name))
    return min((asked[key] for key in keys if key in asked), key=_rank, default=None)
