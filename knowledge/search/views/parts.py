"""Parts of the search page and of the palette: drawn once, filled in for each search.

Everything that a template would have to find out about a result is found out here, once; see
`ui/kept.py` for why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext

from knowledge.search import registry
from knowledge.search.choices import Group
from knowledge.search.permissions import can_explain
from knowledge.search.presenting import Result
from knowledge.search.reader import IndexStatus
from knowledge.search.saved_forms import SaveForm
from knowledge.ui import frame, kept, numbers, pieces, slots, times
from knowledge.ui.addresses import ANY_KEY, address_around
from knowledge.ui.tokens import form_token
from knowledge.ui.typography import typo

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

_NAME_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One result and its addresses, which carry the search it came from.

    `language` names the result's language when it is none of the person's; `missing` are the words
    that this one lacks and others have.
    """

    result: Result
    open_url: str
    copy_url: str
    language: str = ""
    missing: Sequence[str] = ()


def lines(
    request: SignedInRequest, key: UUID, results: Sequence[Result], unmatched: Sequence[str] = ()
) -> list[Line]:
    """Each result with its addresses under this search."""
    understood = request.user.languages
    names = dict(settings.LANGUAGES)
    roots: dict[str, str] = {}
    made = []
    for result in results:
        shown = result.shown
        if shown.kind not in roots:
            root = address_around("search:go", ANY_KEY, shown.kind, 0)(key)
            roots[shown.kind] = root.removesuffix("0/")
        passage = f"?passage={quote(result.passage.key)}" if result.passage else ""
        copy = f"{result.copy_url}&search={key}" if result.copy_url else ""
        spoken = not understood or shown.language in understood
        language = "" if spoken else str(names.get(shown.language, ""))
        missing = [word for word in result.missing if word not in unmatched]
        url = f"{roots[shown.kind]}{shown.object_id}/{passage}"
        made.append(Line(result, url, copy, language, missing))
    return made


def listed(
    request: SignedInRequest, found: Iterable[Line], *, answered: bool, explained: bool
) -> SafeString:
    """Lists of results in a row that answer, or that only come near. The first of all is the chosen
    one; a line parts the near from the answers where there are any: `answered`.
    """
    around = _Around(form_token(request), frame.collecting(), explained)
    drawn = [
        (line.result.answers, _result(line, around, is_first=not place))
        for place, line in enumerate(found)
    ]
    lists = [
        (
            "" if answers or not answered else kept.draw("search/_nearest.html"),
            "".join([f"<li>{html}</li>" for _, html in run]),
        )
        for answers, run in groupby(drawn, lambda one: one[0])
    ]
    return mark_safe("".join([f"{line}<ol>{items}</ol>" for line, items in lists]))  # noqa: S308


class _Around(NamedTuple):
    """What is the same for all results of a page."""

    token: str
    collect_url_of: Callable[[str], str]
    explained: bool


def _result(line: Line, around: _Around, *, is_first: bool) -> SafeString:
    result, shown = line.result, line.result.shown
    facts = _common_facts(line) | {
        "is_first": is_first,
        "is_archived": shown.archived,
        "has_preview": bool(shown.preview_url),
        "lacks_words": bool(line.missing),
        "language_name": line.language,
        "dated": "verified" if shown.verified_at else "changed" if shown.updated_at else "",
        "is_explained": around.explained and bool(result.explanation),
    }
    moment = shown.verified_at or shown.updated_at
    holes = _common_holes(line) | {
        "collect_url": around.collect_url_of(line.copy_url),
        "preview_url": shown.preview_url,
        "csrf_token": around.token,
        "missing": mark_safe(" ".join(_missing(word) for word in line.missing)),  # noqa: S308
        "when": times.time_tag(moment) if moment else "",
        "author": pieces.person_tag(shown.author, link=False) if shown.author else "",
        "reasons": _reasons(result.explanation),
    }
    return kept.draw("search/_result.html", facts, holes)


def _reasons(explanation: Sequence[str]) -> SafeString | str:
    if not explanation:
        return ""
    return format_html_join("", "<li>{}</li>", ((why,) for why in explanation))


def _missing(word: str) -> str:
    return kept.draw("search/_missing.html", {}, {"word": word}).rstrip()


def option(line: Line) -> SafeString:
    """One result as an option of the palette."""
    shown = line.result.shown
    holes = {"author": shown.author.display_name if shown.author else ""}
    return kept.draw("search/_option.html", _common_facts(line), _common_holes(line) | holes)


def _common_facts(line: Line) -> dict[str, Any]:
    result, shown = line.result, line.result.shown
    return {
        "audience": result.passage.audience if result.passage else "",
        "confidence": shown.confidence,
        "kind_label": "" if shown.kind in registry.answering() else shown.kind_label,
        "may_copy": bool(line.copy_url),
        "has_text": bool(result.text),
        "has_author": bool(shown.author),
    }


def _common_holes(line: Line) -> dict[str, Any]:
    result, language = line.result, line.result.shown.language
    return {
        "open_url": line.open_url,
        "copy_url": line.copy_url,
        "spoken": language,
        "title": typo(result.title, language),
        "text": typo(result.text, language),
    }


def degraded(status: IndexStatus) -> SafeString | str:
    """What is said while the index is being made; nothing when all is well."""
    if not status.is_degraded:
        return ""
    return render_to_string("search/_degraded.html", {"status": status})


def heading(total: int) -> str:
    """How many results answer."""
    words = ngettext("%(shown)s result answers", "%(shown)s results answer", total)
    return words % {"shown": numbers.number(total)}


def filter_heading(total: int) -> str:
    """What the filters say where they are folded, on a phone."""
    words = ngettext("Filter %(shown)s result", "Filter the %(shown)s results", total)
    return words % {"shown": numbers.number(total)}


def filters(groups: Iterable[Group]) -> SafeString:
    """The boxes of each group."""
    language = get_language() or ""
    drawn = [
        kept.draw(
            "search/_group.html",
            {},
            {"title": typo(group.title, language), "choices": _boxes(group)},
        )
        for group in groups
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - a template drew each


def _boxes(group: Group) -> SafeString:
    holes, language = ("name", "value", "label", "count"), get_language() or ""
    chosen, other = (
        kept.shape("search/_choice.html", {"kind": group.kind, "is_chosen": is_chosen}, holes)
        for is_chosen in (True, False)
    )
    boxes = [
        (chosen if choice.is_chosen else other).fill(
            {
                "name": group.name,
                "value": choice.value,
                "label": typo(choice.label, language),
                "count": numbers.number(choice.count),
            }
        )
        for choice in group.choices
    ]
    return mark_safe("".join(boxes))  # noqa: S308 - a template drew each


def tools(
    request: SignedInRequest,
    *,
    query: str,
    query_string: str,
    saved_name: str | None,
    explain_url: str,
    explained: bool,
) -> SafeString:
    """What stands beside the number of results; `saved_name` is None for a search not kept."""
    facts = {
        "is_saved": saved_name is not None,
        "is_small": request.GET.get("window") == "small",
        "can_explain": can_explain(request.user),
        "is_explained": explained,
        "save_form": _save_form,
    }
    holes = {
        "saved_name": Truncator(saved_name or "").chars(_NAME_SHOWN),
        "query_string": query_string,
        "explain_url": explain_url,
        "csrf_token": form_token(request),
        "name": query,
    }
    return kept.draw("search/_tools.html", facts, holes)


def _save_form() -> SaveForm:
    return SaveForm(initial={"name": kept.hole("name")}, auto_id="save-%s")


def exits(request: SignedInRequest, query: str, *, answers: bool, has_results: bool) -> SafeString:
    """The ways out of a search that nothing answers."""
    facts = {"answers": answers, "has_results": has_results}
    holes = {
        "query": query,
        "query_encoded": quote(query),
        "first_ways": slots.render("exits", request),
        "csrf_token": form_token(request),
    }
    return kept.draw("search/_exits.html", facts, holes)
