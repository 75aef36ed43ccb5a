"""The directory, profiles, and the photos."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.actions.avatars import avatar_file
from accounts.models import User
from accounts.permissions import can_administer, can_see_person
from accounts.queries import confirmable_by
from accounts.requests import SignedInRequest
from knowledge.people.forms import DirectoryForm
from knowledge.people.queries import directory_entries, find_people, profile_of
from knowledge.ui.page import page, paginate

MOST_SUGGESTIONS = 10


@require_safe
def directory(request: SignedInRequest) -> HttpResponse:
    form = DirectoryForm(request.GET, viewer=request.user)
    facts = form.cleaned_data if form.is_valid() else {}
    found = find_people(
        request.user,
        words=facts.get("q", ""),
        area=facts.get("area"),
        team=facts.get("team"),
        role=facts.get("role", ""),
    )
    paging = paginate(request, found)
    context = {
        "form": form,
        "paging": paging,
        "entries": directory_entries(paging.items, viewer=request.user),
        "filtered": any(facts.values()),
        "can_administer": can_administer(request.user),
    }
    return page(request, "people/directory.html", context, partial="results")


@require_safe
def person_pick(request: SignedInRequest) -> HttpResponse:
    """Autocomplete for mentions, owners and deputies: `[{"id", "name", "slug", "team"}]`."""
    found = find_people(request.user, words=request.GET.get("q", "")[:120])[:MOST_SUGGESTIONS]
    rows = [
        {
            "id": person.pk,
            "name": person.display_name,
            "slug": person.slug,
            "team": person.team.name if person.team else "",
            "photo": person.avatar_small_url,
            "initials": person.initials,
        }
        for person in found
    ]
    return JsonResponse({"people": rows})


@require_safe
def profile(request: SignedInRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(User.objects.for_list(), slug=slug)
    if not can_see_person(request.user, person):
        raise Http404
    shown = profile_of(person, viewer=request.user)
    context = {
        "profile": shown,
        "person": person,
        "own": person.pk == request.user.pk,
        "can_administer": can_administer(request.user),
        "to_confirm": confirmable_by(request.user, shown.expertises),
    }
    return page(request, "people/profile.html", context)


@require_safe
def avatar(request: SignedInRequest, key: str, size: str) -> FileResponse:
    """A photo, for signed-in people. The name is random and changes with the photo."""
    name = avatar_file(key, size=int(size))
    if not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
