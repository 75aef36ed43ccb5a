"""Topics: everyone reads, leads keep them in order."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.areas import MergeForm, SynonymForm, TopicForm
from accounts.forms.refusals import keep_refusal
from accounts.permissions import can_curate_topics
from accounts.queries import visible_topics
from accounts.requests import SignedInRequest, posted
from knowledge.areas import topics
from knowledge.areas.models import Topic, TopicSynonym
from knowledge.ui.page import page, paginate, redirect_see_other

MOST_SUGGESTIONS = 12


@require_safe
def topic_list(request: SignedInRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    found = visible_topics(request.user).current().prefetch_related("synonyms")
    if words:
        found = found.named_like(words)
    context = {
        "topics": paginate(request, found, per_page=60),
        "words": words,
        "can_curate": can_curate_topics(request.user),
    }
    return page(request, "topics/list.html", context)


@require_safe
def topic_pick(request: SignedInRequest) -> HttpResponse:
    """Autocomplete: `[{"id", "name", "slug"}]`, found by synonyms too."""
    words = request.GET.get("q", "")[:100]
    found = visible_topics(request.user).current().named_like(words)[:MOST_SUGGESTIONS]
    rows = [{"id": topic.pk, "name": topic.name, "slug": topic.slug} for topic in found]
    return JsonResponse({"topics": rows})


def topic_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """One topic; a merged one leads to the topic that lives on. Leads rename it here."""
    known = visible_topics(request.user)
    topic = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    get_object_or_404(known, pk=topic.merged_into_id or topic.pk)
    if topic.merged_into is not None:
        return redirect_see_other(topic.merged_into)
    form = TopicForm(posted(request), initial={"name": topic.name})
    if request.method == "POST":
        _require_curator(request)
        if form.is_valid():
            try:
                topics.rename_topic(topic, **form.cleaned_data)
            except ValidationError as error:
                keep_refusal(form, error)
            else:
                messages.success(request, _("Saved. The old name still finds it."))
                return redirect_see_other(topic)
    return _show(request, topic, form=form)


@require_POST
def topic_synonym(request: SignedInRequest, slug: str) -> HttpResponse:
    """Adds a synonym, or removes the one named."""
    _require_curator(request)
    topic = get_object_or_404(visible_topics(request.user).current(), slug=slug)
    if remove := request.POST.get("remove"):
        synonym = get_object_or_404(TopicSynonym, topic=topic, folded=remove)
        topics.remove_synonym(synonym)
        return redirect_see_other(topic)
    form = SynonymForm(request.POST)
    if form.is_valid():
        try:
            topics.add_synonym(topic, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            return redirect_see_other(topic)
    return _show(request, topic, synonym_form=form)


@require_POST
def topic_merge(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_curator(request)
    topic = get_object_or_404(visible_topics(request.user).current(), slug=slug)
    form = MergeForm(request.POST, topic=topic, person=request.user)
    if not form.is_valid():
        return _show(request, topic, merge_form=form)
    into = topics.merge_topics(topic, into=form.cleaned_data["into"])
    messages.success(request, _("Merged: everything is under “%(name)s” now.") % {"name": into})
    return redirect_see_other(into)


@require_POST
def topic_delete(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_curator(request)
    topic = get_object_or_404(visible_topics(request.user).current(), slug=slug)
    try:
        topics.delete_unused_topic(topic)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect_see_other(topic)
    messages.success(request, _("The topic is deleted."))
    return redirect_see_other("topics:list")


def _show(
    request: SignedInRequest,
    topic: Topic,
    *,
    form: TopicForm | None = None,
    synonym_form: SynonymForm | None = None,
    merge_form: MergeForm | None = None,
) -> HttpResponse:
    context = {
        "topic": topic,
        "synonyms": topic.synonyms.all(),
        "form": form or TopicForm(initial={"name": topic.name}),
        "synonym_form": synonym_form or SynonymForm(auto_id="synonym_%s"),
        "merge_form": merge_form or MergeForm(topic=topic, person=request.user),
        "can_curate": can_curate_topics(request.user),
    }
    return page(request, "topics/detail.html", context)


def _require_curator(request: SignedInRequest) -> None:
    if not can_curate_topics(request.user):
        raise PermissionDenied
