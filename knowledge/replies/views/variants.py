"""Words of an article for channels: read, written, confirmed, approved, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.refusals import keep_refusal
from accounts.requests import posted
from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.passages.channels import Channel
from knowledge.passages.permissions import passages_for
from knowledge.passages.watching import checker
from knowledge.passages.watching_words import warning_about
from knowledge.replies.actions import variants as actions
from knowledge.replies.forms.variants import NumberForm, VariantForm
from knowledge.replies.permissions import can_approve_words, can_write_variants
from knowledge.replies.queries.sensitive import approved_words, sensitive_article_ids
from knowledge.replies.queries.variant_pages import (
    cells_of,
    changes_since,
    shown_in,
    versions_of,
)
from knowledge.replies.queries.variants import variant_for
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Revision
    from knowledge.replies.models import Variant
    from knowledge.replies.queries.variants import Standing


@require_safe
def variants(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every channel with the words that there are for it."""
    article = _article_or_404(request, slug)
    cells = cells_of(article)
    context = {
        "article": article,
        "found": [cell for cell in cells if cell.found],
        "missing": [cell for cell in cells if not cell.found],
        "can_write": can_write_variants(request.user, article),
        "is_delicate": bool(sensitive_article_ids([article.pk])),
    }
    return page(request, "replies/variants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def variant(request: SignedInRequest, slug: str, channel: str, language: str) -> HttpResponse:
    """The words for one channel and language, and the form for whoever may write them."""
    article = _article_or_404(request, slug, channel, language)
    if request.method != "POST":
        return _show(request, article, channel, language)
    _require_writer(request, article)
    form = VariantForm(posted(request))
    if "preview" in request.POST or not form.is_valid():
        status = 200 if form.is_valid() else 422
        return _show(request, article, channel, language, form=form, status=status)
    return _keep(request, article, channel, language, form)


@require_POST
def variant_confirm(
    request: SignedInRequest, slug: str, channel: str, language: str
) -> HttpResponse:
    """The words still hold beside the article as the page showed it."""
    article = _article_or_404(request, slug, channel, language)
    _require_writer(request, article)
    found, number, revision = _found_or_404(request, article, channel, language)
    return _do(
        request,
        article,
        lambda: actions.confirm_variant(
            variant=found, number=number, revision=revision, by=request.user
        ),
        _("Confirmed: the words stand again."),
    )


@require_POST
def variant_approve(
    request: SignedInRequest, slug: str, channel: str, language: str
) -> HttpResponse:
    """These words may be said of a delicate matter."""
    article = _article_or_404(request, slug, channel, language)
    if not can_approve_words(request.user, article):
        raise PermissionDenied
    found, number, _revision = _found_or_404(request, article, channel, language)
    return _do(
        request,
        article,
        lambda: actions.approve_variant(variant=found, number=number, by=request.user),
        _("Approved: these words may be said of a delicate matter."),
    )


@require_POST
def variant_remove(
    request: SignedInRequest, slug: str, channel: str, language: str
) -> HttpResponse:
    """Replies use the passages again."""
    article = _article_or_404(request, slug, channel, language)
    _require_writer(request, article)
    found = variant_for(article, channel, language)
    if found is not None:
        actions.remove_variant(variant=found.variant)
    messages.success(request, _("Removed. Replies on this channel use the passages again."))
    return redirect_see_other("replies:variants", article.slug)


def _keep(
    request: SignedInRequest, article: Article, channel: str, language: str, form: VariantForm
) -> HttpResponse:
    """Write what the checked form says; refused, it comes back with everything that was typed."""
    data = form.cleaned_data
    try:
        actions.write_variant(
            article=article,
            revision=_revision_or_404(article, data["revision"]),
            by=request.user,
            channel=channel,
            language=language,
            words=data["words"],
            audience=data["audience"],
            started_from=data["started_from"],
        )
    except actions.SomebodyWasFaster as faster:
        form.carry("started_from", str(faster.newest.number if faster.newest else 0))
        form.add_error(None, _faster_words(faster))
        return _show(request, article, channel, language, form=form, status=409)
    except ValidationError as refused:
        keep_refusal(form, refused)
        return _show(request, article, channel, language, form=form, status=422)
    messages.success(request, _("Kept. Replies on this channel use these words from now on."))
    if warning := _warning(data["words"], data["audience"]):
        messages.warning(request, warning)
    return redirect_see_other("replies:variants", article.slug)


def _show(
    request: SignedInRequest,
    article: Article,
    channel: str,
    language: str,
    *,
    form: VariantForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = variant_for(article, channel, language)
    can_write = can_write_variants(request.user, article)
    words, audience = _said(form, found)
    context = {
        "article": article,
        "channel": Channel(channel),
        "language": dict(settings.LANGUAGES)[language],
        "code": language,
        "found": found,
        "form": (form or VariantForm(initial=_initial(article, channel, language)))
        if can_write
        else None,
        "told": passages_for(article.live.text.passages.all(), Audience.CUSTOMER),
        "shown": shown_in(words, channel, language) if words.strip() else [],
        "warning": _warning(words, audience) if can_write else "",
        "versions": versions_of(found.variant) if found else [],
        "changes": changes_since(found) if found and found.standing != "stands" else [],
    }
    context |= _delicate(request, article, channel, language)
    return page(request, "replies/variant.html", context, partial="preview", status=status)


def _said(form: VariantForm | None, found: Standing | None) -> tuple[str, str]:
    """What the preview shows, and to whom it would be told: as typed, else as it stands."""
    if form is None:
        return (found.words, found.audience) if found else ("", Audience.CUSTOMER)
    words = form.data.get("words", "")[: 2 * actions.MOST_CHARACTERS]
    return words, form.data.get("audience", "")


def _delicate(
    request: SignedInRequest, article: Article, channel: str, language: str
) -> dict[str, object]:
    """Of a delicate article: what is said meanwhile, and whether this person may let more be said."""
    if not sensitive_article_ids([article.pk]):
        return {"is_delicate": False}
    return {
        "is_delicate": True,
        "approved": approved_words(article, channel, language),
        "can_approve": can_approve_words(request.user, article),
    }


def _initial(article: Article, channel: str, language: str) -> dict[str, object]:
    found = variant_for(article, channel, language)
    first: dict[str, object] = {"revision": article.live.number, "started_from": 0}
    if found is None:
        return first
    said = {"words": found.words, "audience": found.audience}
    return first | said | {"started_from": found.version.number}


def _warning(words: str, audience: str) -> str:
    """What customers would read in these words; partners may know more."""
    if audience == Audience.PARTNER or not words.strip():
        return ""
    now = checker()
    return warning_about(now, now.findings(words))


def _faster_words(faster: actions.SomebodyWasFaster) -> str:
    if faster.newest is None:
        return _("Somebody removed these words meanwhile. Keep yours to bring them back.")
    return _(
        "%(name)s wrote other words meanwhile: they stand below, under “As it was”. Yours are kept in the"
        " form; keep them to put them in their place."
    ) % {"name": faster.newest.author.display_name}


def _do(
    request: SignedInRequest, article: Article, act: Callable[[], object], said: str
) -> HttpResponse:
    """One key, one action; too late, the page shows what stands."""
    try:
        act()
    except actions.SomebodyWasFaster:
        messages.warning(request, _("The words changed meanwhile. Read them once more."))
    else:
        messages.success(request, said)
    return redirect_see_other("replies:variants", article.slug)


def _article_or_404(
    request: SignedInRequest, slug: str, channel: str = Channel.CHAT, language: str = "en"
) -> Article:
    """What is hidden does not exist, and neither does a channel or a language nobody offers."""
    if channel not in Channel.values or language not in dict(settings.LANGUAGES):
        raise Http404
    rows = Article.objects.visible_to(request.user).select_related("current__text", "owner")
    return get_object_or_404(rows, slug=slug)


def _require_writer(request: SignedInRequest, article: Article) -> None:
    if not can_write_variants(request.user, article):
        raise PermissionDenied


def _revision_or_404(article: Article, number: int) -> Revision:
    return get_object_or_404(article.revisions, number=number)


def _found_or_404(
    request: SignedInRequest, article: Article, channel: str, language: str
) -> tuple[Variant, int, Revision]:
    """The variant, and the wording and the revision that the pressed key was about."""
    found = variant_for(article, channel, language)
    form = NumberForm(request.POST)
    if found is None or not form.is_valid():
        raise Http404
    number = form.cleaned_data["revision"] or article.live.number
    return found.variant, form.cleaned_data["number"], _revision_or_404(article, number)
