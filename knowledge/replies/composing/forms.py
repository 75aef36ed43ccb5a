"""The six forms of a reply, one a style of ChannelProfile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.html import escape

from knowledge.replies.composing.shapes import (
    MOST_TURNS,
    TURN_LENGTH,
    Composed,
    Trouble,
)
from knowledge.replies.composing.words import (
    has_links,
    lines_of,
    sentences_of,
    spoken_line,
    turns,
    without_links,
    written_turns,
)
from knowledge.replies.counting import count, fits, longest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from knowledge.replies.composing.shapes import Part, ProfileShape, Sentences

_ANCHOR: Final = re.compile(r'</?a(?:\s+[\w-]+="[^"]*")*\s*>')


def compose(
    parts: Sequence[Part], profile: ProfileShape, language: str, sentences: Sentences
) -> Composed:
    """The reply made of these passages, in their order, in the form of the channel.

    Nothing is left out because it is too long: that is said in `warnings`. `language` only decides how
    several passages of one message are joined.
    """
    if not parts:
        return shaped("", "", (), profile, (Trouble.EMPTY,))
    form = _FORMS.get(profile.style, _written)
    return form(parts, profile, sentences)


def shaped(
    plain: str,
    html: str,
    messages: tuple[str, ...],
    profile: ProfileShape,
    warnings: Iterable[Trouble] = (),
) -> Composed:
    """Measured as the channel does; also for words that somebody edited by hand."""
    found = list(warnings)
    told = messages or (plain,)
    longest_one = max(told, key=lambda one: count(one, profile.counting))
    if not all(fits(one, profile.counting, profile.limit) for one in told):
        found.append(Trouble.TOO_LONG)
    if profile.style == "turns" and len(messages) > MOST_TURNS:
        found.append(Trouble.MANY_TURNS)
    return Composed(
        plain=plain,
        html=html,
        messages=messages,
        length=count(longest_one, profile.counting),
        limit=longest(longest_one, profile.counting, profile.limit),
        warnings=tuple(dict.fromkeys(found)),
    )


def edited(text: str, profile: ProfileShape) -> Composed:
    """Words as somebody wrote them: measured, in turns where blank lines part them, as plain paragraphs."""
    words = text.strip()
    blocks = [block.strip() for block in re.split(r"\n\s*\n", words) if block.strip()]
    in_turns = profile.style == "turns"
    messages = tuple(blocks) if in_turns else ((words,) if words else ())
    html = "\n".join(_paragraph(block) for block in blocks)
    return shaped(words, html, messages, profile, () if words else (Trouble.EMPTY,))


def _written(parts: Sequence[Part], profile: ProfileShape, sentences: Sentences) -> Composed:
    """E-mail, letter and card: opening, the passages with their headings, closing."""
    shows_headings = len(parts) > 1 or profile.style == "card"
    plain, html, warnings = [sentences.opening], [_paragraph(sentences.opening)], []
    for part in parts:
        words = _words(part)
        if not profile.has_links and has_links(words):
            warnings.append(Trouble.LINKS)
        heading = part.heading if shows_headings and part.variant_words is None else ""
        address = part.url if profile.has_links else ""
        plain += [heading, words if profile.has_links else without_links(words), address]
        html += [
            f"<p><strong>{escape(heading)}</strong></p>" if heading else "",
            _rich(part, has_links=profile.has_links),
            f'<p><a href="{escape(address)}">{escape(address)}</a></p>' if address else "",
        ]
    plain.append(sentences.closing)
    html.append(_paragraph(sentences.closing))
    text = "\n\n".join(filter(None, plain))
    return shaped(text, "\n".join(filter(None, html)), (text,), profile, warnings)


def _turns(parts: Sequence[Part], profile: ProfileShape, sentences: Sentences) -> Composed:
    """Chat: short turns; what opens and closes goes into the first and the last. A paragraph that an
    expert wrote for the channel is a turn, and no passage joins it.
    """
    shape: dict[str, Any] = {
        "most": MOST_TURNS,
        "length": TURN_LENGTH,
        "limit": profile.limit,
        "counting": profile.counting,
    }
    if all(part.variant_words is None for part in parts):
        body = "\n".join([sentences.opening, *_bodies(parts, profile), sentences.closing])
        found = turns(body, **shape)
    else:
        paragraphs = _around(_paragraphs(parts, profile), profile, sentences)
        found = written_turns(paragraphs, **shape)
    return _in_paragraphs(found, profile, _link_warnings(parts, profile))


def _paragraphs(parts: Sequence[Part], profile: ProfileShape) -> list[str]:
    """Those that somebody wrote for the channel as they are; a passage is one."""
    found: list[str] = []
    for part, body in zip(parts, _bodies(parts, profile), strict=True):
        if part.variant_words is None:
            found.append(" ".join(sentences_of(body)))
        else:
            words = _words(part) if profile.has_links else without_links(_words(part))
            found += ["\n".join(lines_of(block)) for block in re.split(r"\n\s*\n", words)]
    return [one for one in found if one]


def _around(blocks: list[str], profile: ProfileShape, sentences: Sentences) -> list[str]:
    """Opening and closing join the first and the last paragraph where there is room for them."""
    if not blocks:
        return [words for words in (sentences.opening, sentences.closing) if words]
    first = [sentences.opening, blocks[0]] if sentences.opening else [blocks[0]]
    found = [*_joined(first, profile), *blocks[1:]]
    last = [found[-1], sentences.closing] if sentences.closing else [found[-1]]
    return [*found[:-1], *_joined(last, profile)]


def _joined(pair: list[str], profile: ProfileShape) -> list[str]:
    joined = " ".join(pair)
    return [joined] if fits(joined, profile.counting, profile.limit) else pair


def _public(parts: Sequence[Part], profile: ProfileShape, sentences: Sentences) -> Composed:
    """One message that everybody can read: the passages in one breath, then where to write privately."""
    said = [" ".join(sentences_of(body)) for body in _bodies(parts, profile)]
    text = " ".join(filter(None, [sentences.opening, *said, sentences.privately]))
    return _in_paragraphs([text], profile, _link_warnings(parts, profile))


def _spoken(parts: Sequence[Part], profile: ProfileShape, sentences: Sentences) -> Composed:
    """To be read aloud: one sentence a line, a passage a block, no addresses, no marks."""
    bodies = [sentences.opening, *map(_words, parts), sentences.closing]
    blocks = [
        "\n".join(filter(None, (spoken_line(sentence) for sentence in sentences_of(body))))
        for body in bodies
    ]
    text = "\n\n".join(filter(None, blocks))
    html = "\n".join(_paragraph(block) for block in blocks if block)
    warnings = [Trouble.LINKS] if any(has_links(_words(part)) for part in parts) else []
    return shaped(text, html, (text,), profile, warnings)


def _in_paragraphs(
    found: list[str], profile: ProfileShape, warnings: Iterable[Trouble]
) -> Composed:
    text = "\n\n".join(found)
    html = "\n".join(_paragraph(one) for one in found)
    return shaped(text, html, tuple(found), profile, warnings)


def _bodies(parts: Sequence[Part], profile: ProfileShape) -> list[str]:
    bodies = []
    for part in parts:
        words = _words(part) if profile.has_links else without_links(_words(part))
        address = part.url if profile.has_links else ""
        bodies.append("\n".join(filter(None, [*lines_of(words), address])))
    return bodies


def _link_warnings(parts: Sequence[Part], profile: ProfileShape) -> list[Trouble]:
    leaves_out = not profile.has_links and any(has_links(_words(part)) for part in parts)
    return [Trouble.LINKS] if leaves_out else []


def _words(part: Part) -> str:
    words = part.plain if part.variant_words is None else part.variant_words
    return words.strip()


def _rich(part: Part, *, has_links: bool) -> str:
    """An expert's words for a channel are plain; `rich` was cleaned when its text was rendered."""
    if part.variant_words is not None or not part.rich:
        blocks = re.split(r"\n\s*\n", _words(part))
        return "\n".join(_paragraph(block) for block in blocks)
    return part.rich if has_links else _ANCHOR.sub("", part.rich)


def _paragraph(text: str) -> str:
    if not text:
        return ""
    return "<p>" + "<br>".join(escape(line) for line in text.splitlines()) + "</p>"


_FORMS: Final[dict[str, Callable[[Sequence[Part], ProfileShape, Sentences], Composed]]] = {
    "mail": _written,
    "letter": _written,
    "card": _written,
    "turns": _turns,
    "public": _public,
    "spoken": _spoken,
}
