"""One's trays: the list, beginning one, collecting, what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.refusals import keep_refusal
from accounts.requests import posted
from knowledge.articles.models import Article
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy
from knowledge.replies.channel import channel_of, keep_channel
from knowledge.replies.docked import docked_tray
from knowledge.replies.forms.trays import CollectRequest, SwitchForm, TrayForm
from knowledge.replies.models import Tray
from knowledge.replies.queries.copied import answer_for
from knowledge.replies.queries.profiles import profile_for
from knowledge.replies.queries.trays import trays_of
from knowledge.ui.page import page, paginate, redirect_see_other, where_from

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def trays(request: SignedInRequest) -> HttpResponse:
    """My trays, several at a time; and a new one."""
    initial = {"profile": profile_for(channel_of(request)), "language": get_language()}
    form = TrayForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tray = actions.open_tray(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            keep_channel(request, tray.profile.channel)
            return redirect_see_other("replies:tray", tray.pk)
    rows = trays_of(request.user)
    context = {
        "form": form,
        "paging": paginate(request, rows.filter(done_at=None)),
        "done": rows.filter(done_at__isnull=False)[:5],
    }
    return page(request, "replies/trays.html", context, status=422 if form.errors else 200)


@require_POST
def tray_collect(request: SignedInRequest) -> HttpResponse:
    """What the collect key sends; answers with the docked tray, or goes back to the page without htmx."""
    asked = CollectRequest.read(request)
    words = ""
    try:
        tray = _collect(request, asked)
    except NotForCustomers as refused:
        words = str(refused.why.words)
    except actions.TrayFull:
        words = _("This tray is full. Finish it, or begin another one.")
    except NothingToCopy:
        raise Http404 from None
    if request.htmx:
        return HttpResponse(
            docked_tray(request, said=words or _("In the tray"), is_wrong=bool(words))
        )
    if words:
        messages.warning(request, words)
        return redirect_see_other(where_from(request, "replies:trays"))
    messages.success(request, _("It is in the tray."))
    return redirect_see_other(where_from(request, tray.get_absolute_url()))


def _collect(request: SignedInRequest, asked: CollectRequest) -> Tray:
    person, channel = request.user, channel_of(request)
    if asked.answer:
        answer = answer_for(person, asked.answer)
        if answer is None:
            raise Http404
        return actions.collect(
            person=person,
            answer=answer,
            passage_key=asked.passage,
            channel=channel,
            search=asked.search,
        )
    found = Article.objects.visible_to(person).select_related("current__text")
    return actions.collect(
        person=person,
        article=get_object_or_404(found, slug=asked.article),
        passage_key=asked.passage,
        channel=channel,
        search=asked.search,
    )


@require_POST
def tray_passage(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Up, down, or out of the tray."""
    tray = get_object_or_404(trays_of(request.user), pk=pk)
    passage = get_object_or_404(tray.passages, pk=row)
    asked = request.POST.get("act", "")
    if asked == "out":
        actions.take_out(tray=tray, row=passage)
    elif asked in {"up", "down"}:
        actions.move(tray=tray, row=passage, by=-1 if asked == "up" else 1)
    else:
        return HttpResponseBadRequest()
    return redirect_see_other(where_from(request, tray.get_absolute_url()))


@require_POST
def tray_switch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another channel or language."""
    tray = get_object_or_404(trays_of(request.user), pk=pk)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    actions.change_tray(tray=tray, **form.cleaned_data)
    keep_channel(request, tray.profile.channel)
    return redirect_see_other(tray)


@require_http_methods(["GET", "HEAD", "POST"])
def tray_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its name and case reference."""
    tray = get_object_or_404(trays_of(request.user), pk=pk)
    initial = {name: getattr(tray, name) for name in ("profile", "language", "name", "reference")}
    form = TrayForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_tray(tray=tray, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            return redirect_see_other(tray)
    context = {"form": form, "tray": tray}
    return page(request, "replies/tray_settings.html", context, status=422 if form.errors else 200)


_ACTS = {
    "switch": actions.switch_tray,
    "aside": actions.set_aside,
    "new_words": actions.take_new_words,
    "drop": actions.drop_edit,
    "keep": actions.keep_edit,
}


@require_POST
def tray_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """One press: make it the current one, set it aside, take the new words, go back to them, delete it."""
    tray = get_object_or_404(trays_of(request.user), pk=pk)
    asked = request.POST.get("act", "")
    if asked == "delete":
        actions.delete_tray(tray=tray)
        messages.success(request, _("The tray is deleted."))
        return redirect_see_other("replies:trays")
    if asked not in _ACTS:
        return HttpResponseBadRequest()
    _ACTS[asked](tray=tray)
    if asked == "aside":
        messages.success(request, _("Set aside. The next passage begins a new tray."))
        return redirect_see_other("replies:trays")
    return redirect_see_other(tray)
