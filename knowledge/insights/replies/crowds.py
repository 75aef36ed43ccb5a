"""Cells of replies that are about enough people to be told. Pure; the rule is in the package's docstring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from knowledge.contributions.crowds import GROUP
from knowledge.insights.replies.figures import Tally

UNSAID: Final = ""


class Key(NamedTuple):
    """Teams and areas from the root down to its own, () for the rest; "" is any other channel."""

    team: tuple[int, ...] = ()
    area: tuple[int, ...] = ()
    channel: str = UNSAID

    @property
    def depth(self) -> int:
        return len(self.team) + len(self.area) + (self.channel != UNSAID)

    def above(self, *, teams_first: bool) -> Key:
        """With one detail less: of the first of team, channel, area that has some, or the other way
        round.
        """
        if self.team and (teams_first or not (self.area or self.channel)):
            return self._replace(team=self.team[:-1])
        if self.area and not teams_first:
            return self._replace(area=self.area[:-1])
        if self.channel:
            return self._replace(channel=UNSAID)
        return self._replace(area=self.area[:-1])


REST: Final = Key()


@dataclass(slots=True)
class Cell:
    """Sums of one week, and who gave the replies, without the viewer."""

    tally: Tally = field(default_factory=Tally)
    people: set[int] = field(default_factory=set)

    def join(self, other: Cell) -> None:
        self.tally.add(other.tally)
        self.people |= other.people


def gathered(
    cells: Mapping[Key, Cell], *, teams_first: bool, least: int = GROUP
) -> dict[Key, Tally]:
    """The cells of one week that may be told; their sum is that of what was given, or nothing.

    What too few gave joins the cell above, detail by detail. While the rest is about too few, the cell
    with the fewest replies joins it. `teams_first`: teams are given up before areas.
    """
    found: dict[Key, Cell] = {}
    for key, cell in cells.items():
        found.setdefault(key, Cell()).join(cell)
    for depth in range(max((key.depth for key in found), default=0), 0, -1):
        for key in [key for key in found if key.depth == depth]:
            if len(found[key].people) < least:
                above = key.above(teams_first=teams_first)
                found.setdefault(above, Cell()).join(found.pop(key))
    while REST in found and len(found[REST].people) < least:
        others = [key for key in found if key != REST]
        if not others:
            return {}
        fewest = min(others, key=lambda key: (found[key].tally.replies, key))
        found[REST].join(found.pop(fewest))
    return {key: cell.tally for key, cell in found.items()}
