"""Reads a workbook the plain way: no reader of XLSX files is installed."""

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """By the name of the sheet, its rows as they are stored; words by what they are."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        words = [
            "".join(node.itertext()) for node in _nodes(archive, "xl/sharedStrings.xml", "m:si")
        ]
        names = [node.attrib["name"] for node in _nodes(archive, "xl/workbook.xml", ".//m:sheet")]
        return {
            name: [
                _cells(row, words)
                for row in _nodes(archive, f"xl/worksheets/sheet{number}.xml", ".//m:row")
            ]
            for number, name in enumerate(names, start=1)
        }


def formulas_in(content: bytes) -> list[str]:
    """What would be calculated, or followed, when the file is opened."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    return [found for text in texts for found in re.findall(r"<f[ >].*?</f>|<hyperlink .*?>", text)]


def _nodes(archive: zipfile.ZipFile, name: str, path: str) -> list[ElementTree.Element]:
    if name not in archive.namelist():
        return []
    tree = ElementTree.fromstring(archive.read(name))  # noqa: S314 - a file of our own
    return tree.findall(path, _NAMES)


def _cells(row: ElementTree.Element, words: list[str]) -> list[str]:
    """By column: cells without a value are not stored."""
    found: dict[int, str] = {}
    for cell in row.findall("m:c", _NAMES):
        value = cell.findtext("m:v", "", _NAMES)
        found[_column(cell.attrib["r"])] = (
            words[int(value)] if cell.get("t") == "s" and value else value
        )
    return [found.get(number, "") for number in range(max(found, default=-1) + 1)]


def _column(place: str) -> int:
    """Of "C7" 2."""
    number = 0
    for sign in re.sub(r"\d", "", place):
        number = number * 26 + ord(sign) - ord("A") + 1
    return number - 1
