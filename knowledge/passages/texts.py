"""Making a Text: render once, split into passages, keep the keys of those that stayed the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.markup import RENDERER_VERSION, LinkResolver, Rendered, RenderedPassage, render
from knowledge.markup.keys import OldPassage, match_passages
from knowledge.passages.models import (
    SHORT_ANSWER_KEY,
    AudienceChoices,
    Passage,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a Text is made from."""

    body: str
    language: str
    short_answer: str = ""
    short_answer_audience: str = AudienceChoices.INTERNAL.value


@dataclass(frozen=True, kw_only=True)
class BuiltText:
    """An unsaved Text with its unsaved passages, and what rendering found on the way."""

    text: Text
    passages: list[Passage]
    rendered: Rendered


def build_text(
    source: Source, *, links: LinkResolver, previous: Sequence[OldPassage] = ()
) -> BuiltText:
    """Render a source into rows that are not saved yet, so that an import can save many at once."""
    rendered = render(source.body, links=links, language=source.language)
    text = Text(
        source=source.body,
        short_answer=source.short_answer,
        short_answer_audience=source.short_answer_audience,
        language=source.language,
        renderer_version=RENDERER_VERSION,
        toc=[
            [entry.level, entry.text, entry.anchor, entry.audience.value] for entry in rendered.toc
        ],
        words=rendered.words,
    )
    keys = match_passages(previous, rendered.passages)
    passages = _short_answer(source, text, links)
    offset = len(passages)
    passages += [
        _passage(text, body, key=key, position=offset + number)
        for number, (body, key) in enumerate(zip(rendered.passages, keys, strict=True))
    ]
    return BuiltText(text=text, passages=passages, rendered=rendered)


def save_text(built: BuiltText) -> Text:
    """Save a built Text with its passages; call inside the action's transaction."""
    built.text.save()
    save_passages(built, built.text)
    return built.text


def save_passages(built: BuiltText, text: Text) -> None:
    """Save built passages under a text that is already saved."""
    for passage in built.passages:
        passage.text = text
    Passage.objects.bulk_create(built.passages)


def known_passages(text: Text | None) -> list[OldPassage]:
    """The body passages of an earlier Text, for keeping their keys."""
    if text is None:
        return []
    rows = text.passages.filter(kind=Passage.Kind.BODY).order_by("position")
    return [OldPassage(key=p.key, heading=p.heading, plain=p.plain) for p in rows]


def _short_answer(source: Source, text: Text, links: LinkResolver) -> list[Passage]:
    if not source.short_answer.strip():
        return []
    rendered = render(source.short_answer, links=links, language=source.language)
    audience = source.short_answer_audience
    return [
        Passage(
            text=text,
            key=SHORT_ANSWER_KEY,
            kind=Passage.Kind.SHORT,
            position=0,
            audience=audience,
            html="".join(p.html for p in rendered.passages),
            plain="\n\n".join(p.plain for p in rendered.passages),
            rich="".join(p.rich_html for p in rendered.passages),
            words=rendered.words,
        )
    ]


def _passage(text: Text, body: RenderedPassage, *, key: str, position: int) -> Passage:
    return Passage(
        text=text,
        key=key,
        kind=Passage.Kind.BODY,
        position=position,
        audience=body.audience.value,
        heading=body.heading[:300],
        level=body.level,
        anchor=body.anchor[:300],
        html=body.html,
        plain=body.plain,
        rich=body.rich_html,
        words=body.words,
    )
