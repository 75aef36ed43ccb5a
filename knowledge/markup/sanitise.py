"""The last net: whatever our writers produce passes nh3 before it is stored."""

from __future__ import annotations

import nh3

_INLINE = {"a", "br", "code", "del", "em", "img", "ins", "s", "span", "strong", "sup"}
_BLOCKS = {
    *("blockquote", "div", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"),
    *("ol", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("input", "label", "section"),
}
_SCHEMES = {"http", "https", "mailto", "tel"}

_PAGE = nh3.Cleaner(
    tags=_INLINE | _BLOCKS,
    attributes={
        "*": {"class", "id"},
        "a": {"href", "rel", "title", "aria-label"},
        "div": {"role", "tabindex", "aria-label", "data-tone"},
        "img": {"src", "alt", "width", "height", "loading", "decoding", "title"},
        "input": {"type", "checked", "disabled"},
        "ol": {"start"},
        "pre": {"tabindex"},
        "span": {"title"},
        "th": {"scope"},
    },
    link_rel=None,
    url_schemes=_SCHEMES,
)
_REPLY = nh3.Cleaner(
    tags=(_INLINE | _BLOCKS) - {"img", "span", "div", "input", "label", "section", "figure"},
    attributes={"a": {"href"}, "ol": {"start"}},
    link_rel=None,
    url_schemes=_SCHEMES,
    url_relative="deny",
)


def clean_page(html: str) -> str:
    """HTML for our pages: classes and ids stay, styles and handlers can't."""
    return _PAGE.clean(html)


def clean_reply(html: str) -> str:
    """HTML to paste into an e-mail: bare elements, absolute links, nothing else."""
    return _REPLY.clean(html)
