"""Reads HTML the way a browser's tokenizer does, to check what rendering hands out."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input"}
ALLOWED = {
    *("a", "blockquote", "br", "code", "del", "desc", "details", "div", "em", "figcaption"),
    *("figure", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "ins", "label", "li", "line"),
    *("ol", "p", "pre", "rect", "span", "strong", "summary", "sup", "svg", "table", "tbody", "td"),
    *("text", "th", "thead", "title", "tr", "ul"),
}
SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#")


@dataclass
class Seen:
    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.tags.append(tag)
        if tag not in ALLOWED:
            self.seen.faults.append(f"tag {tag}")
        for name, value in attrs:
            text = value or ""
            if name.startswith("on") or name in {"style", "srcset", "action", "xlink:href"}:
                self.seen.faults.append(f"attribute {name}")
            if name in {"href", "src"} and not text.lower().startswith(SCHEMES):
                self.seen.faults.append(f"address {text}")
            if name in {"href", "src"} and text.startswith(("//", "/\\")):
                self.seen.faults.append(f"other site {text}")
            if name == "id":
                self.seen.ids.append(text)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.seen.faults.append(f"closing {tag}")

    def handle_data(self, data: str) -> None:
        self.seen.text += data

    def handle_comment(self, data: str) -> None:
        self.seen.faults.append("comment")


def read(html: str) -> Seen:
    """Tags, ids and text of the HTML, and everything in it that should not be there."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        reader.seen.faults.append(f"left open {reader.open}")
    return reader.seen
