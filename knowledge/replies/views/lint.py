"""Where leads keep the watch list and say what warns and what blocks a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.refusals import keep_refusal
from accounts.requests import posted
from knowledge.areas.folding import fold
from knowledge.passages.models import WatchedName
from knowledge.passages.watching import checker, lint_rules, watched_names
from knowledge.passages.watching_actions import forget_name, set_policy, watch_name
from knowledge.replies.forms.lint import NameForm, PoliciesForm, TryForm
from knowledge.replies.permissions import can_keep_lint
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def lint(request: SignedInRequest) -> HttpResponse:
    """The list, the policies, and a place to try both; a POST adds a name."""
    _require_keeper(request)
    form = NameForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = watch_name(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            keep_refusal(form, refused)
        else:
            messages.success(request, _("“%(name)s” is watched for.") % {"name": row.name})
            return redirect_see_other("replies:lint")
    return _show(request, form=form, status=422 if form.is_bound else 200)


@require_POST
def lint_policies(request: SignedInRequest) -> HttpResponse:
    """What is done about each kind from now on."""
    _require_keeper(request)
    form = PoliciesForm(request.POST, rules=lint_rules())
    if not form.is_valid():
        return _show(request, policies=form, status=422)
    for kind, policy in form.changed().items():
        set_policy(kind=kind, policy=policy, by=request.user)
    messages.success(request, _("Kept. It holds for every copy from now on."))
    return redirect_see_other("replies:lint")


@require_POST
def lint_try(request: SignedInRequest) -> HttpResponse:
    """What would be found in these words. Nothing of them is kept."""
    _require_keeper(request)
    form = TryForm(request.POST)
    return _show(request, trial=form, status=200 if form.is_valid() else 422)


@require_POST
def lint_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_keeper(request)
    row = get_object_or_404(WatchedName, pk=pk)
    forget_name(row=row, by=request.user)
    messages.success(request, _("“%(name)s” is no longer watched for.") % {"name": row.name})
    return redirect_see_other("replies:lint")


def _show(
    request: SignedInRequest,
    *,
    form: NameForm | None = None,
    policies: PoliciesForm | None = None,
    trial: TryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:120]
    rules = lint_rules()
    context = {
        "names": paginate(request, watched_names(fold(words))),
        "words": words,
        "form": form or NameForm(),
        "policies": policies or PoliciesForm(rules=rules),
        "rules": [rule for rule in rules if rule.pk],
        "trial": trial or TryForm(),
        "found": None,
    }
    if trial is not None and trial.is_valid():
        now = checker()
        found = now.findings(trial.cleaned_data["text"])
        context |= {"found": found, "blocked": now.blocking(found)}
    return page(request, "replies/lint.html", context, status=status)


def _require_keeper(request: SignedInRequest) -> None:
    if not can_keep_lint(request.user):
        raise PermissionDenied
