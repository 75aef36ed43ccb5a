"""Content lines of iCalendar (RFC 5545, section 3.1) and the components they stand in.

Written here and not taken from the icalendar library because people must be told which line is
wrong, and because that library keeps the time zones of one file for the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.leave.periods import Unreadable, Wrong

_NAME = re.compile(r"([A-Za-z0-9-]+)(?=[;:])")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SHOWN_LETTERS = 60
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A property; `number` is that of its first line in the file."""

    number: int
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Part:
    """A component with what stands in it."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """The first with this name."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Line]:
        return (line for line in self.lines if line.name == name)

    def value(self, name: str) -> str:
        line = self.line(name)
        return line.value.strip() if line else ""


def read_parts(data: bytes) -> list[Part]:
    """The calendars of a file. Raises Unreadable."""
    calendars: list[Part] = []
    above: list[Part] = []
    for number, text in _unfolded(_decoded(data)):
        line = _line(number, text)
        if line.name == "BEGIN":
            above.append(_opened(line, calendars, above))
        elif line.name == "END":
            _close(line, above)
        elif above:
            above[-1].lines.append(line)
        else:
            raise Unreadable([Wrong(number, _("This stands outside the calendar."))])
    if above:
        said = _("“%(name)s” begins here and never ends: the file is cut off.")
        raise Unreadable([Wrong(above[-1].number, said % {"name": above[-1].name})])
    if not calendars:
        raise Unreadable([Wrong(0, _("There is no calendar in it: it does not begin as one."))])
    return calendars


def text_of(value: str) -> str:
    """A text value as it is read, on one line."""
    plain = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
    return " ".join(sign for sign in plain.split() if sign.isprintable())


def _decoded(data: bytes) -> str:
    """iCalendar is UTF-8; older programs write the Western alphabet of Windows."""
    if b"\0" in data:
        raise Unreadable([Wrong(0, _("This is not a text: no calendar can be read from it."))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; one that begins with a blank continues the one before it."""
    number = 0
    pieces: list[str] = []
    for count, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if pieces and line[:1] in {" ", "\t"}:
            pieces.append(line[1:])
            continue
        if "".join(pieces).strip():
            yield number, "".join(pieces)
        number, pieces = count, [line]
    if "".join(pieces).strip():
        yield number, "".join(pieces)


def _line(number: int, text: str) -> Line:
    name = _NAME.match(text)
    at = name.end() if name else 0
    parameters: dict[str, str] = {}
    while name and (parameter := _PARAMETER.match(text, at)):
        parameters[parameter[1].upper()] = parameter[2].replace('"', "")
        at = parameter.end()
    if name is None or text[at : at + 1] != ":":
        said = _("“%(text)s” is not a line of a calendar.")
        raise Unreadable([Wrong(number, said % {"text": text[:_SHOWN_LETTERS].strip()})])
    return Line(number, name[1].upper(), parameters, text[at + 1 :])


def _opened(line: Line, calendars: list[Part], above: list[Part]) -> Part:
    part = Part(line.value.strip().upper(), line.number)
    if not above and part.name != "VCALENDAR":
        raise Unreadable(
            [Wrong(line.number, _("There is no calendar in it: it does not begin as one."))]
        )
    if len(above) >= _DEEPEST:
        raise Unreadable([Wrong(line.number, _("Too many things stand inside one another."))])
    (above[-1].parts if above else calendars).append(part)
    return part


def _close(line: Line, above: list[Part]) -> None:
    name = line.value.strip().upper()
    if not above or above[-1].name != name:
        said = _("“%(name)s” ends here, but does not begin before.")
        raise Unreadable([Wrong(line.number, said % {"name": name})])
    above.pop()
