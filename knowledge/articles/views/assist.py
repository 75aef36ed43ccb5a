"""What the editor asks for while somebody writes: preview, completion, uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.models import User
from accounts.queries import visible_topics
from knowledge.areas.folding import fold
from knowledge.articles.forms.editor import PreviewForm
from knowledge.articles.links import SiteLinks
from knowledge.articles.models import Article
from knowledge.markup import Audience, render
from knowledge.markup.guide import GUIDE
from knowledge.passages.permissions import passages_for
from knowledge.passages.texts import Source, build_text
from knowledge.passages.uploads import keep_upload
from knowledge.passages.watching import checker
from knowledge.passages.watching_words import warning_about
from knowledge.ui.page import page

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

COMPLETIONS = 8


@require_safe
def writing_guide(request: SignedInRequest) -> HttpResponse:
    """Every mark with its source and what becomes of it."""
    language = request.user.interface_language
    entries = [(entry, render(entry.example, language=language).html) for entry in GUIDE]
    return page(request, "articles/writing_guide.html", {"entries": entries})


@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """The text as it would be published, as one of the three audiences would see it."""
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return page(request, "articles/editor_preview.html", {"errors": form.errors}, status=422)
    data = form.cleaned_data
    audience = Audience.parse(data["audience"] or Audience.INTERNAL)
    source = Source(
        body=data["body"],
        short_answer=data["short_answer"],
        short_answer_audience=data["short_answer_audience"] or Audience.INTERNAL,
        language=data["language"] or request.user.interface_language,
    )
    built = build_text(source, links=SiteLinks(request.user))
    now = checker()
    context = {
        "warning": warning_about(now, now.findings_in(built.passages)),
        "passages": passages_for(built.passages, audience),
        "hidden": len(built.passages) - len(passages_for(built.passages, audience)),
        "audience": audience,
        "problems": built.rendered.problems,
        "words": built.rendered.words,
        "language": source.language,
    }
    return page(request, "articles/editor_preview.html", context)


@require_GET
def complete(request: SignedInRequest) -> JsonResponse:
    """Names that begin or continue what was typed: `kind` is article, person or topic.

    Answers {"results": [{"label", "value", "hint"}]}; only what the reader may see.
    """
    typed = request.GET.get("q", "")[:100]
    kinds = {"article": _articles, "person": _people, "topic": _topics}
    find = kinds.get(request.GET.get("kind", ""))
    if find is None:
        return JsonResponse({"error": _("kind is article, person or topic")}, status=400)
    return JsonResponse({"results": find(request, typed)})


def _articles(request: SignedInRequest, typed: str) -> list[dict[str, str]]:
    found = Article.objects.visible_to(request.user).current()
    for word in fold(typed).split():
        found = found.filter(folded_title__contains=word)
    rows = found.order_by("-updated_at").values_list("title", "slug", "language")[:COMPLETIONS]
    return [
        {"label": title, "value": f"[[{slug}|{title}]]", "hint": language}
        for title, slug, language in rows
    ]


def _people(request: SignedInRequest, typed: str) -> list[dict[str, str]]:
    found = User.objects.active().named_like(typed).order_by("folded_name")[:COMPLETIONS]
    return [
        {"label": person.display_name, "value": f"@{person.slug}", "hint": person.job_title}
        for person in found
    ]


def _topics(request: SignedInRequest, typed: str) -> list[dict[str, str]]:
    """Topics that exist for the writer: one that only closed articles carry stays unknown."""
    found = visible_topics(request.user).current().named_like(typed)
    names = found.values_list("name", flat=True)[:COMPLETIONS]
    return [{"label": name, "value": name, "hint": ""} for name in names]


@require_POST
def upload(request: SignedInRequest) -> JsonResponse:
    """Keep a pasted, dropped or chosen file; answers the Markdown that shows it."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Choose a file.")}, status=400)
    try:
        kept = keep_upload(file=file, by=request.user)
    except ValidationError as refused:
        return JsonResponse({"error": " ".join(refused.messages)}, status=422)
    mark = "!" if kept.is_image else ""
    name = kept.name.replace("[", "(").replace("]", ")")
    return JsonResponse(
        {"markdown": f"{mark}[{name}](attachment:{kept.key})", "url": kept.get_absolute_url()}
    )
