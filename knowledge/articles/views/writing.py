"""Writing: a new article, a draft, its autosave, publishing, the merge page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from knowledge.articles import actions
from knowledge.articles.errors import (
    AlreadyDecided,
    DraftGone,
    EditConflict,
    NothingChanged,
    StaleDraft,
)
from knowledge.articles.forms.editor import (
    ArticleForm,
    WordsForm,
    initial_fields,
    posted_fields,
)
from knowledge.articles.models import Article, Draft, Significance, Suggestion
from knowledge.articles.permissions import can_decide, can_edit
from knowledge.articles.queries.waiting import drafts_of
from knowledge.articles.starters import first_fields
from knowledge.articles.views.requests import kinds, write_requested
from knowledge.articles.words import Words, settings_of
from knowledge.passages.models import AudienceChoices
from knowledge.passages.watching_words import warn_of
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

HELD = "held_draft"


def article_new(request: SignedInRequest) -> HttpResponse:
    """Choose a kind; the draft starts with what was typed elsewhere (a failed search, a report), or with
    what the writing request `?request=` asks for.
    """
    if "request" in request.GET:
        return write_requested(request, request.GET["request"])
    if request.method == "POST":
        typed = {
            "title": _said(request, "title")[:250],
            "questions": _said(request, "question")[:500],
            "areas": [slug.replace("\0", "") for slug in request.POST.getlist("area")],
        }
        first = first_fields(request.POST.get("kind", ""), request.user.interface_language)
        return redirect_see_other(actions.start_draft(person=request.user, fields=first | typed))
    context = {
        "kinds": kinds(),
        "title": request.GET.get("title", ""),
        "question": request.GET.get("question", ""),
        "drafts": drafts_of(request.user)[:5],
    }
    return page(request, "articles/new.html", context)


def _said(request: SignedInRequest, name: str) -> str:
    """PostgreSQL keeps no NUL."""
    return request.POST.get(name, "").replace("\0", "")


@require_GET
def drafts(request: SignedInRequest) -> HttpResponse:
    """The person's own drafts, the latest first."""
    return page(request, "articles/drafts.html", {"drafts": drafts_of(request.user)})


def article_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Straight to one's draft of the article; whoever may not edit it drafts a suggestion."""
    article = get_object_or_404(_with_words(request), slug=slug)
    draft = actions.start_article_draft(
        person=request.user,
        article=article,
        fields=initial_fields(Words.of(article.live), settings_of(article, request.user)),
    )
    return redirect_see_other(draft)


@require_POST
def suggestion_adjust(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Open a suggestion in the editor, to accept it with changes."""
    article = get_object_or_404(_with_words(request), slug=slug)
    found = Suggestion.objects.select_related("article", "base__text")
    suggestion = get_object_or_404(found, article=article, pk=pk)
    if not can_decide(request.user, suggestion):
        return page(request, "403.html", status=403)
    fields = initial_fields(
        Words.from_fields(suggestion.fields), settings_of(article, request.user)
    )
    draft = actions.start_adjustment(person=request.user, suggestion=suggestion, fields=fields)
    if draft.suggestion_id != suggestion.pk:
        messages.warning(
            request,
            _("You have a draft of this article already. Publish or discard it, then adjust."),
        )
    return redirect_see_other(draft)


@login_not_required
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The editor. A session that ended meanwhile loses nothing: the words wait behind the sign-in."""
    if not request.user.is_authenticated:
        if request.method == "POST" and Draft.objects.filter(key=key).exists():
            held = {"key": key, "fields": _posted(request), "version": _version(request)}
            request.session[HELD] = held
        return redirect_to_login(request.path)
    return _draft(cast("SignedInRequest", request), key)


def _draft(request: SignedInRequest, key: str) -> HttpResponse:
    mine = own_draft(request, key)
    try:
        if request.method == "POST":
            request.session.pop(HELD, None)
            return _take(request, mine)
        return _take_held(request, mine)
    except DraftGone:
        return _what_became_of(request, mine)


def _take(request: SignedInRequest, mine: Draft) -> HttpResponse:
    """Save what was typed, then publish it unless it is only to be saved. Raises DraftGone."""
    try:
        mine = actions.save_draft(draft=mine, fields=_posted(request), version=_version(request))
    except StaleDraft as stale:
        return _editor(
            request, stale.stored, _form(request, mine, request.POST), stale=True, status=409
        )
    if "save" in request.POST:
        messages.success(request, _("The draft is saved."))
        return redirect_see_other(mine)
    return _publish(request, mine)


def _publish(request: SignedInRequest, mine: Draft) -> HttpResponse:
    form = _form(request, mine, request.POST)
    if not form.is_valid():
        return _editor(request, mine, form, status=422)
    try:
        to = _send(request, mine, form)
    except EditConflict:
        return redirect_see_other("articles:merge", mine.key)
    except NothingChanged:
        messages.info(request, _("Nothing is changed yet."))
        return _editor(request, mine, form)
    except AlreadyDecided:
        form.add_error(
            None, _("Somebody decided on this suggestion meanwhile. Your words are kept.")
        )
        return _editor(request, mine, form, status=409)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return _editor(request, mine, form, status=422)
    if isinstance(to, Article):
        warn_of(request, to.live.text.passages.all())
    return redirect_see_other(to)


def _what_became_of(request: SignedInRequest, mine: Draft) -> HttpResponse:
    """The key was pressed twice: lead to what the first press made."""
    made = request.user.articles.filter(title=mine.title).order_by("-pk").first()
    return redirect_see_other(mine.article or made or "articles:drafts")


def _send(request: SignedInRequest, mine: Draft, form: WordsForm) -> Article | Suggestion:
    """Publish, suggest or accept with changes, as this writer may."""
    words, note = form.words(), form.cleaned_data["note"]
    if mine.article is None:
        settings = cast(ArticleForm, form).settings()
        article = actions.publish_article(
            by=request.user, words=words, settings=settings, note=note, draft=mine
        )
        if mine.request_id:
            messages.success(request, _("Those who waited for this article are told."))
        return article
    if mine.suggestion is not None and can_decide(request.user, mine.suggestion):
        return actions.accept_suggestion(
            suggestion=mine.suggestion, by=request.user, adjusted=words, word=note, draft=mine
        ).article
    if isinstance(form, ArticleForm):
        return _send_revision(request, mine, form)
    suggestion = actions.suggest_edit(
        article=mine.article,
        by=request.user,
        words=words,
        base=mine.started_from,
        note=note,
        draft=mine,
    )
    messages.success(request, _("Your suggestion is with the owner, who will answer you."))
    return suggestion


def _send_revision(request: SignedInRequest, mine: Draft, form: ArticleForm) -> Article:
    base = mine.started_from
    published = actions.publish_revision(
        article=base.article,
        by=request.user,
        words=form.words(),
        base=base,
        significance=form.cleaned_data["significance"] or Significance.MEDIUM,
        note=form.cleaned_data["note"],
        settings=form.settings(mine.started_with),
        draft=mine,
    )
    if published.merged:
        text = _("%(name)s published while you were writing. Both changes are in the article.")
        messages.info(request, text % {"name": published.merged_author})
    return published.article


@require_POST
@login_not_required
def draft_save(request: HttpRequest, key: str) -> JsonResponse:
    """Autosave. 401 when the session ended, 409 when another window saved, 404 when it is gone."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed-out"}, status=401)
    mine = Draft.objects.filter(person=request.user, key=key).first()
    if mine is None:
        return JsonResponse({"error": "gone"}, status=404)
    try:
        mine = actions.save_draft(draft=mine, fields=_posted(request), version=_version(request))
    except StaleDraft as stale:
        kept = {"error": "stale", "version": stale.stored.version}
        return JsonResponse(kept, status=409)
    except DraftGone:
        return JsonResponse({"error": "gone"}, status=404)
    return JsonResponse({"version": mine.version, "saved_at": mine.updated_at.isoformat()})


@require_POST
def draft_discard(request: SignedInRequest, key: str) -> HttpResponse:
    """Throw one's draft away."""
    mine = own_draft(request, key)
    actions.discard_draft(draft=mine)
    messages.success(request, _("The draft is thrown away."))
    return redirect_see_other(mine.article if mine.article else "articles:drafts")


def own_draft(request: SignedInRequest, key: str) -> Draft:
    """The person's draft, of an article they may still read; else 404."""
    found = get_object_or_404(
        request.user.drafts.select_related(
            "article__owner", "base__text", "suggestion__base__text"
        ),
        key=key,
    )
    if found.article_id and not _with_words(request).filter(pk=found.article_id).exists():
        raise Http404
    return found


def _with_words(request: SignedInRequest) -> Any:
    return Article.objects.visible_to(request.user).select_related("current__text", "owner")


def _posted(request: HttpRequest) -> dict[str, Any]:
    return posted_fields(ArticleForm, request.POST)


def _version(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return 0


def _take_held(request: SignedInRequest, mine: Draft) -> HttpResponse:
    """The editor. What was posted after the session ended comes back to its own writer, and to nobody
    else; when another device saved meanwhile, it is shown and not saved over that.
    """
    held = request.session.pop(HELD, None)
    if held is None or held["key"] != mine.key:
        return _editor(request, mine, _form(request, mine, mine.fields, bound=False))
    try:
        mine = actions.save_draft(draft=mine, fields=held["fields"], version=held["version"])
    except StaleDraft as stale:
        form = _form(request, mine, held["fields"], bound=False)
        return _editor(request, stale.stored, form, stale=True)
    messages.info(request, _("You were signed out. What you typed is here, saved as a draft."))
    return _editor(request, mine, _form(request, mine, mine.fields, bound=False))


def _form(request: SignedInRequest, mine: Draft, data: Any, *, bound: bool = True) -> WordsForm:
    """The whole form for whoever may publish, the words alone for a suggestion."""
    may_publish = mine.article is None or can_edit(request.user, mine.article)
    given = {"data": data} if bound else {"initial": data}
    if may_publish and mine.suggestion_id is None:
        return ArticleForm(person=request.user, article=mine.article, **given)
    return WordsForm(**given)


def _editor(
    request: SignedInRequest,
    mine: Draft,
    form: WordsForm,
    *,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    is_behind = mine.article is not None and mine.base_id != mine.article.current_id
    context = {
        "draft": mine,
        "article": mine.article,
        "form": form,
        "is_suggestion": not isinstance(form, ArticleForm) and mine.suggestion_id is None,
        "is_stale": stale,
        "is_behind": is_behind,
        "audiences": AudienceChoices.choices,
        "significances": Significance.choices,
    }
    return page(request, "articles/editor.html", context, status=status)
