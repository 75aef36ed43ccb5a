"""Geometry of server-drawn charts: percent across, pixels down, so labels keep their size.

Templates draw the SVG (templates/ui/chart_bars.html, chart_lines.html) with a table beside it.
Shapes: x and width are percentages of the drawing's width (0-100), y and height are pixels from
the top. Values may be negative nowhere: what is counted here is minutes, shares and replies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_HEADROOM = 1.02
_LINE = 1.5
"""Pixels of the outline of a hollow bar, which lies on both sides of its edge."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps a value from 0 to `top` onto pixels from `bottom` up to `ceiling`."""

    top: float
    bottom: float
    ceiling: float

    def y(self, value: float) -> float:
        """Pixels from the top of the drawing."""
        share = 0.0 if self.top == 0 else value / self.top
        return round(self.bottom - share * (self.bottom - self.ceiling), 2)


@dataclass(frozen=True, slots=True)
class Tick:
    value: float
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None is “no data”: nothing is drawn but the word or the cross."""

    label: str
    value: float | None
    x: float
    width: float
    y: float
    height: float
    tone: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Segment:
    """One stroke of a line chart, in percent and pixels (SVG polylines know no percent)."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    scale: Scale
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    segments: tuple[Segment, ...]
    points: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Lines:
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[tuple[str, float], ...]
    scale: Scale
    height: float


def nice_step(span: float, most: int = 4) -> float:
    """The smallest of 1, 2, 2.5, 5, 10 × 10ⁿ that divides `span` into at most `most` steps.

    Raises ValueError unless `span` is positive and finite.
    """
    if not (span > 0 and math.isfinite(span)):
        raise ValueError(f"span must be positive, not {span}")
    magnitude = 10.0 ** math.floor(math.log10(span / most))
    for nice in _NICE:
        if span / (nice * magnitude) <= most + 1e-9:
            return nice * magnitude
    return 10.0 * magnitude


def ticks_for(top: float, most: int = 4, *, whole: bool = False) -> tuple[float, ...]:
    """0 and the round values up to the first at or above `top`; (0, 1) when there is nothing. Of
    `whole` things, such as questions, there are no halves."""
    if top <= 0:
        return (0.0, 1.0)
    step = nice_step(top, most)
    while whole and not step.is_integer():
        step = nice_step(step * 1.2 * most, most)
    count = math.ceil(top / step - 1e-9)
    return tuple(round(step * n, 10) for n in range(count + 1))


def bars(
    data: Sequence[tuple[str, float | None]],
    *,
    height: float = 200,
    head: float = 20,
    foot: float = 28,
    gap: float = 0.36,
    top: float | None = None,
    mark: int | None = None,
    outlined: int = 0,
) -> Bars:
    """Upright bars of equal width; `gap` is the share of each place left empty, `mark` the index
    of the one bar in the accent colour, and so many `outlined` ones come first. `head` and `foot` are
    pixels kept for labels.
    """
    scale, ticks = _axis([value for _, value in data], height, head, foot, top)
    place = 100 / max(1, len(data))
    drawn = []
    for index, (label, value) in enumerate(data):
        y = scale.y(value or 0)
        inset = _LINE / 2 if index < outlined else 0
        drawn.append(
            Bar(
                label=label,
                value=value,
                x=round(place * (index + gap / 2), 2),
                width=round(place * (1 - gap), 2),
                y=round(y + inset, 2),
                height=round(max(0, scale.bottom - y - inset), 2),
                tone="mark--below" if inset else "mark--above" if index == mark else "mark",
            )
        )
    return Bars(tuple(drawn), ticks, scale, height)


def rows(data: Sequence[tuple[str, float]], *, top: float | None = None) -> tuple[Bar, ...]:
    """Lying bars, one a table row: only `width` (percent of the largest, or of `top`) matters."""
    largest = top or max((value for _, value in data), default=0) or 1
    return tuple(
        Bar(label=label, value=value, x=0, width=round(100 * value / largest, 2), y=2, height=10)
        for label, value in data
    )


def lines(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    *,
    height: float = 200,
    head: float = 20,
    foot: float = 28,
    top: float | None = None,
) -> Lines:
    """Lines over evenly spaced labels. A None breaks the line rather than reading as 0.

    Raises ValueError when a series has another length than the labels.
    """
    for name, values in series:
        if len(values) != len(labels):
            raise ValueError(f"{name}: {len(values)} values for {len(labels)} labels")
    scale, ticks = _axis([v for _, values in series for v in values], height, head, foot, top)
    step = 100 / max(1, len(labels) - 1)
    xs = [round(step * index, 2) for index in range(len(labels))]
    drawn = tuple(_line(name, xs, values, scale) for name, values in series)
    return Lines(drawn, ticks, tuple(zip(labels, xs, strict=True)), scale, height)


def _line(name: str, xs: Sequence[float], values: Sequence[float | None], scale: Scale) -> Line:
    spots = [None if v is None else (x, scale.y(v)) for x, v in zip(xs, values, strict=True)]
    segments = tuple(
        Segment(*one, *two) for one, two in pairwise(spots) if one is not None and two is not None
    )
    points = tuple(spot for spot in spots if spot is not None)
    return Line(name, segments, points, points[-1] if points else None)


def _axis(
    values: Sequence[float | None], height: float, head: float, foot: float, top: float | None
) -> tuple[Scale, tuple[Tick, ...]]:
    present = [value for value in values if value is not None]
    if any(value < 0 for value in present):
        raise ValueError("a chart of amounts has no negative values")
    whole = all(isinstance(value, int) for value in present)
    marks = ticks_for(top if top is not None else max(present, default=0), whole=whole)
    reach = top if top else marks[-1]
    scale = Scale(top=reach, bottom=height - foot, ceiling=head)
    return scale, tuple(
        Tick(value, scale.y(value)) for value in marks if value <= reach * _HEADROOM
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """One value on a lying scale, and the band that it should lie in: all in percent of the width.

    `value` None draws the band alone. `edge` is the end of the band that the value lies beyond, from
    which a line leads to it; `cut` says that it lies beyond the scale and is drawn at its end.
    """

    low: float
    high: float
    value: float | None
    edge: float | None
    cut: bool

    @property
    def width(self) -> float:
        """Of the band."""
        return round(self.high - self.low, 2)

    @property
    def middle(self) -> float:
        return round((self.low + self.high) / 2, 2)


def strip(value: float | None, low: float, high: float, *, top: float, outside: str = "") -> Strip:
    """A row of a strip chart from 0 to `top`, which is positive.

    `outside` says where the value lies: "below", "above" or inside; that is decided on exact
    figures, and not by what is drawn.
    """
    ends = {"below": low, "above": high}
    edge = ends.get(outside) if value is not None else None
    return Strip(
        low=_place(low, top),
        high=_place(high, top),
        value=None if value is None else _place(value, top),
        edge=None if edge is None else _place(edge, top),
        cut=value is not None and value > top,
    )


def _place(value: float, top: float) -> float:
    return round(min(100.0, max(0.0, 100 * value / top)), 2)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A lying bar against its band, all in percent of the width.

    `done` and `held` are where what is done, and what is held beside it, end. Of the words below it
    the first stands at 0, the second ends at `held_word`, the third begins at `left_word` (or ends at
    100 when `left_at_end`), so that they keep apart on a narrow screen.
    """

    low: float
    high: float
    done: float
    held: float
    held_word: float
    left_word: float
    left_at_end: bool

    @property
    def band_width(self) -> float:
        return round(self.high - self.low, 2)

    @property
    def held_width(self) -> float:
        return round(self.held - self.done, 2)


_BAND_ENDS = 0.75
_DONE_WORD, _HELD_WORD, _LEFT_WORD, _BETWEEN = 31.0, 27.0, 22.0, 1.2
"""Percent of a narrow drawing that the words below a gauge take."""


def gauge(done: float, held: float, low: float, high: float) -> Gauge:
    """The band ends at three quarters of the width, unless more is done. Its end is positive."""
    top = max(high / _BAND_ENDS, (done + held) * _HEADROOM)
    end = _place(done + held, top)
    held_word = max(end, _DONE_WORD + _HELD_WORD) if held else max(end, _DONE_WORD)
    at_end = held_word + _BETWEEN + _LEFT_WORD > 100  # noqa: PLR2004 - percent
    return Gauge(
        low=_place(low, top),
        high=_place(high, top),
        done=_place(done, top),
        held=end,
        held_word=min(held_word, 100 - _LEFT_WORD - _BETWEEN),
        left_word=100.0 if at_end else round(held_word + _BETWEEN, 2),
        left_at_end=at_end,
    )


@dataclass(frozen=True, slots=True)
class BandStep:
    """The band over bars in a row that have the same one."""

    x: float
    width: float
    top: float
    bottom: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)

    @property
    def height(self) -> float:
        return round(self.bottom - self.top, 2)


@dataclass(frozen=True, slots=True)
class BandedBars:
    """`bars` have the tone of where they stand; a value None is a cross."""

    bars: tuple[Bar, ...]
    steps: tuple[BandStep, ...]
    scale: Scale
    height: float


_TONES = {"below": "mark--below", "above": "mark--above"}


def banded_bars(
    data: Sequence[tuple[str, float | None, str]],
    bands: Sequence[tuple[float, float]],
    *,
    height: float = 200,
    head: float = 20,
    foot: float = 28,
    gap: float = 0.36,
) -> BandedBars:
    """Label, value and where it stands ("below", "in", "above": decided on exact figures, not here)
    of each bar, and the band it should end in. A bar ends at the ceiling at the latest, which is
    at two and a half times the highest band.

    Raises ValueError when there is not a band for each bar.
    """
    if len(bands) != len(data):
        raise ValueError(f"{len(bands)} bands for {len(data)} bars")
    highest = max((high for _, high in bands), default=0) or 1
    reached = max((value or 0 for _, value, _ in data), default=0)
    top = min(max(highest * 1.2, reached * _HEADROOM), highest * 2.5)
    scale, place = Scale(top, height - foot, head), 100 / max(1, len(data))
    drawn = []
    for index, (label, value, standing) in enumerate(data):
        y = scale.y(min(value or 0, top))
        inset = _LINE / 2 if standing == "below" else 0
        drawn.append(
            Bar(
                label=label,
                value=value,
                x=round(place * (index + gap / 2), 2),
                width=round(place * (1 - gap), 2),
                y=round(y + inset, 2),
                height=round(max(0, scale.bottom - y - inset), 2),
                tone=_TONES.get(standing, "mark"),
            )
        )
    return BandedBars(tuple(drawn), _steps(bands, place, scale), scale, height)


def _steps(
    bands: Sequence[tuple[float, float]], place: float, scale: Scale
) -> tuple[BandStep, ...]:
    starts = [n for n, band in enumerate(bands) if n == 0 or band != bands[n - 1]]
    return tuple(
        BandStep(
            x=round(place * start, 2),
            width=round(place * (end - start), 2),
            top=scale.y(bands[start][1]),
            bottom=scale.y(bands[start][0]),
        )
        for start, end in pairwise([*starts, len(bands)])
    )


def arc(share: float, *, radius: float = 24, centre: float = 28) -> str:
    """The path of the clock's remaining arc: `share` (0-1) of the circle, clockwise from noon."""
    share = min(max(share, 0.0), 0.9999)
    angle = 2 * math.pi * share
    x = round(centre + radius * math.sin(angle), 1)
    y = round(centre - radius * math.cos(angle), 1)
    large = 1 if share > 0.5 else 0  # noqa: PLR2004 - half a turn
    return f"M{centre:g} {centre - radius:g}A{radius:g} {radius:g} 0 {large} 1 {x:g} {y:g}"
