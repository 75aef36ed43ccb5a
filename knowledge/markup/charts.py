"""```chart fences: bar and line charts drawn as SVG on the server, with a table beside them.

The drawn reference's geometry: no viewBox, percent across and pixels down, so lines stretch with
the page while figures keep their size. Classes only, no style. Series differ by shape before
colour (filled, hollow, accent, band; solid or dashed), so charts read in grey.

    type: bar
    title: Calls a week
    description: Calls fall by half in the week after the letter.
    unit: calls
    series: 2024, 2025
    Week 40 | 120 | 60
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html import escape

from knowledge.markup.drawing import Drawing, DrawingError
from knowledge.markup.words import Words

MAX_ROWS = 60
MAX_SERIES = 4
_MAX_SETTING = 1000

_KEY = re.compile(r"\s*(\w+)\s*[:=]\s*(.*?)\s*\Z")
_KEYS = {
    "type": "type",
    "title": "title",
    "titre": "title",
    "description": "description",
    "unit": "unit",
    "unité": "unit",
    "unite": "unit",
    "series": "series",
    "séries": "series",
}
_TYPES = {"bar": "bar", "bars": "bar", "barres": "bar", "line": "line", "ligne": "line"}
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,6})?\Z")
_MARKS = ("mark", "mark--below", "mark--above", "band")
_LINES = ("line thick", "line thick dash", "line", "line dash")
_ROW_TEXT, _BAR, _ROW_GAP = 16, 12, 12
_TOP, _BASE, _HEIGHT = 24, 184, 216
_PLAIN_WIDTH, _NAMED_WIDTH = 0.86, 0.72
"""Share of the width that lines take; the rest is the gutter for what they are called."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Parsed data: `rows` are a label and one figure for each series, in the fence's order."""

    kind: str
    title: str
    description: str
    unit: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]
    typed: tuple[tuple[str, ...], ...]


def draw_chart(source: str, identifier: str, words: Words) -> Drawing:
    """Raises `DrawingError`. `identifier` must be unique in the page."""
    chart = parse_chart(source, words)
    svg = _bars(chart) if chart.kind == "bar" else _lines(chart)
    height = _bars_height(chart) if chart.kind == "bar" else _HEIGHT
    table = _table(chart, words)
    summary = escape(chart.description or chart.title)
    html = (
        '<figure class="figure figure--chart">'
        f'<svg class="chart" height="{height}" role="img" aria-labelledby="{identifier}-t '
        f'{identifier}-d"><title id="{identifier}-t">{escape(chart.title)}</title>'
        f'<desc id="{identifier}-d">{summary}</desc>{svg}</svg>'
        f'<figcaption class="small quiet">{escape(chart.title)}{_unit_note(chart, words)}'
        f"{_legend(chart)}</figcaption>"
        f'<details class="small"><summary>{escape(words.as_table)}</summary>{table}</details>'
        "</figure>"
    )
    head = "\t".join((words.label, *_column_names(chart, words)))
    lines = [chart.title, head, *("\t".join(row) for row in chart.typed)]
    rich = f"<p><strong>{escape(chart.title)}</strong></p>{_table(chart, words, bare=True)}"
    return Drawing(html, "\n".join(lines), rich)


def parse_chart(source: str, words: Words) -> Chart:
    """Raises `DrawingError` with a sentence for the author."""
    settings: dict[str, str] = {}
    typed: list[tuple[str, ...]] = []
    for line in source.split("\n"):
        if not line.strip():
            continue
        if "|" in line:
            typed.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            if len(typed) > MAX_ROWS:
                raise DrawingError(words.chart_large)
            continue
        match = _KEY.match(line) if len(line) < _MAX_SETTING else None
        key = _KEYS.get(match[1].lower()) if match else None
        if match is None or key is None or typed:
            raise DrawingError(words.chart_rows)
        settings[key] = match[2]
    return _checked(settings, typed, words)


def _checked(settings: dict[str, str], typed: list[tuple[str, ...]], words: Words) -> Chart:
    kind = _TYPES.get(settings.get("type", "bar").lower())
    if kind is None:
        raise DrawingError(words.chart_type)
    if not settings.get("title"):
        raise DrawingError(words.chart_title)
    if not typed or not typed[0][1:] or (kind == "line" and not typed[1:]):
        raise DrawingError(words.chart_rows)
    series = tuple(name.strip() for name in settings.get("series", "").split(",") if name.strip())
    columns = len(series) or len(typed[0]) - 1
    if columns > MAX_SERIES:
        raise DrawingError(words.chart_large)
    if any(len(row) != columns + 1 for row in typed) or (columns > 1 and not series):
        raise DrawingError(words.chart_columns)
    rows = tuple((row[0], tuple(_number(cell, words) for cell in row[1:])) for row in typed)
    title, description, unit = (settings.get(key, "") for key in ("title", "description", "unit"))
    return Chart(kind, title, description, unit, series, rows, tuple(typed))


def _number(cell: str, words: Words) -> float:
    digits = re.sub(r"[\s\u00a0\u202f_]", "", cell).replace(",", ".").replace("−", "-")
    if _NUMBER.match(digits) is None:
        raise DrawingError(words.chart_number % cell[:40])
    return float(digits)


def _span(chart: Chart) -> tuple[float, float]:
    """Lowest and highest value of the scale; zero is always on it for bars."""
    values = [value for _, row in chart.rows for value in row]
    low, high = min(values), max(values)
    if chart.kind == "bar" or 0 < low < high - low:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high > low else (low, low + 1.0)


def _percent(share: float) -> str:
    return f"{round(100 * share, 2):g}%"


def _bars_height(chart: Chart) -> int:
    each = _ROW_TEXT + len(chart.rows[0][1]) * (_BAR + 4) + _ROW_GAP
    return each * len(chart.rows)


def _bars(chart: Chart) -> str:
    low, high = _span(chart)
    zero = (0 - low) / (high - low)
    parts = []
    top = 0
    for (label, values), cells in zip(chart.rows, chart.typed, strict=True):
        said = " · ".join(cells[1:]) + (f" {chart.unit}" if chart.unit else "")
        parts.append(f'<text x="0" y="{top + 12}">{escape(label)}</text>')
        parts.append(
            f'<text class="said" x="100%" y="{top + 12}" text-anchor="end">{escape(said)}</text>'
        )
        top += _ROW_TEXT
        for index, value in enumerate(values):
            end = (value - low) / (high - low)
            x, width = _percent(min(zero, end)), _percent(abs(end - zero))
            parts.append(f'<rect class="track" width="100%" y="{top + 2}" height="{_BAR}"/>')
            parts.append(
                f'<rect class="{_MARKS[index]}" x="{x}" width="{width}" y="{top + 2}" '
                f'height="{_BAR}"/>'
            )
            top += _BAR + 4
        top += _ROW_GAP
    return "".join(parts)


def _lines(chart: Chart) -> str:
    low, high = _span(chart)
    last = len(chart.rows) - 1

    def down(value: float) -> int:
        return round(_BASE - (value - low) / (high - low) * (_BASE - _TOP))

    across = _NAMED_WIDTH if chart.series else _PLAIN_WIDTH
    parts = [
        f'<line class="axis" x1="0" x2="{_percent(across)}" y1="{_BASE}" y2="{_BASE}"/>',
    ]
    for index in range(len(chart.rows[0][1])):
        for number in range(last):
            here, following = chart.rows[number][1][index], chart.rows[number + 1][1][index]
            parts.append(
                f'<line class="{_LINES[index]}" x1="{_percent(across * number / last)}" '
                f'x2="{_percent(across * (number + 1) / last)}" y1="{down(here)}" y2="{down(following)}"/>'
            )
    parts += _said_at_end(chart, [down(value) for value in chart.rows[last][1]])
    scale = escape(f"{_figure(low)} – {_figure(high)} {chart.unit}".strip())
    parts.append(f'<text x="0" y="{_ROW_TEXT - 2}">{scale}</text>')
    parts += _labels(chart, last, across)
    return "".join(parts)


def _said_at_end(chart: Chart, ends: list[int]) -> list[str]:
    """Each series' name and last figure in the gutter right of its line's end, spread out so
    that none lies on another.
    """
    parts: list[str] = []
    y = 0
    order = sorted(range(len(ends)), key=lambda series: ends[series])
    for rank, index in enumerate(order):
        lowest = _BASE - (len(ends) - 1 - rank) * _ROW_TEXT
        y = min(max(y + _ROW_TEXT, ends[index] + 4), lowest)
        name = chart.series[index] if chart.series else ""
        said = escape(f"{name} {chart.typed[-1][index + 1]}".strip())
        parts.append(f'<text class="said" x="100%" y="{y}" text-anchor="end">{said}</text>')
    return parts


def _labels(chart: Chart, last: int, across: float) -> list[str]:
    """First, middle and last label only: they never run into each other on a phone."""
    places = [(0, "start"), (last, "end")]
    if last % 2 == 0:
        places.append((last // 2, "middle"))
    return [
        f'<text x="{_percent(across * number / last)}" y="204" text-anchor="{anchor}">'
        f"{escape(chart.rows[number][0])}</text>"
        for number, anchor in places
    ]


def _figure(value: float) -> str:
    return f"{value:.0f}" if math.isclose(value, round(value)) else f"{value:g}"


def _unit_note(chart: Chart, words: Words) -> str:
    return f" ({escape(words.unit % chart.unit)})" if chart.unit else ""


def _legend(chart: Chart) -> str:
    if not chart.series[1:]:
        return ""
    items = []
    for index, name in enumerate(chart.series):
        sign = (
            f'<rect class="{_MARKS[index]}" x="1" y="1" width="14" height="12"/>'
            if chart.kind == "bar"
            else f'<line class="{_LINES[index]}" x1="0" x2="24" y1="7" y2="7"/>'
        )
        items.append(
            f'<li><svg class="chart" height="14" aria-hidden="true">{sign}</svg>{escape(name)}</li>'
        )
    return f'<ul class="legend">{"".join(items)}</ul>'


def _column_names(chart: Chart, words: Words) -> tuple[str, ...]:
    if chart.series:
        return tuple(f"{name} ({chart.unit})" if chart.unit else name for name in chart.series)
    return (chart.unit or words.value,)


def _table(chart: Chart, words: Words, *, bare: bool = False) -> str:
    """The figures as a table; `bare` leaves out classes and attributes, for an e-mail."""
    right, column, row_scope, data = (
        ("", "", "", "")
        if bare
        else (' class="align-right"', ' scope="col"', ' scope="row"', ' class="data"')
    )
    names = _column_names(chart, words)
    head = "".join(f"<th{column}{right}>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr><th{row_scope}>{escape(row[0])}</th>"
        + "".join(f"<td{right}>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in chart.typed
    )
    table = (
        f"<table{data}><thead><tr><th{column}>{escape(words.label)}</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
    if bare:
        return table
    label = escape(words.table_short % chart.title)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{table}</div>'
