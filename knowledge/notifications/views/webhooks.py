"""Webhooks of an area, for its knowledge leads and for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.refusals import keep_refusal
from accounts.permissions import can_see_area
from accounts.queries import visible_areas
from accounts.requests import SignedInRequest, posted
from knowledge.notifications import actions
from knowledge.notifications.forms.webhooks import WebhookChangeForm, WebhookForm
from knowledge.notifications.models import Webhook, WebhookDelivery
from knowledge.notifications.permissions import can_manage_webhooks, is_closed_to
from knowledge.notifications.queries.webhooks import closed_since
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from knowledge.areas.models import Area


def _managed(request: SignedInRequest, area: Area) -> Area:
    if not can_see_area(request.user, area):
        raise Http404
    if not can_manage_webhooks(request.user, area):
        raise PermissionDenied
    return area


def _webhook(request: SignedInRequest, pk: int) -> Webhook:
    found = get_object_or_404(Webhook.objects.select_related("area", "created_by"), pk=pk)
    _managed(request, found.area)
    return found


def webhooks(request: SignedInRequest, slug: str) -> HttpResponse:
    """The list, and the form that adds one."""
    area = _managed(request, get_object_or_404(visible_areas(request.user), slug=slug))
    form = WebhookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_webhook(area=area, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("It is ready. Send a test to see it arrive."))
            return redirect_see_other("notifications:webhook", made.pk)
    rows = area.webhooks.select_related("created_by")
    context = {"area": area, "form": form, "webhooks": rows}
    return page(request, "notifications/webhooks.html", context)


def webhook(request: SignedInRequest, pk: int) -> HttpResponse:
    """One: its settings, its secret, and the log of what was sent."""
    found = _webhook(request, pk)
    names = ("name", "url", "format", "is_active")
    form = WebhookChangeForm(
        posted(request), initial={name: getattr(found, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_webhook(webhook=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect_see_other("notifications:webhook", pk)
    paging = paginate(request, found.deliveries.all())
    closed = {row.pk for row in paging.items if is_closed_to(request.user, row)}
    context = {"webhook": found, "form": form, "paging": paging, "closed": closed}
    context["fell_silent"] = closed_since(found)
    return page(request, "notifications/webhook.html", context)


@require_POST
def webhook_test(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.test_webhook(webhook=_webhook(request, pk), by=request.user)
    messages.success(request, _("A test is on its way. The log below says what became of it."))
    return redirect_see_other("notifications:webhook", pk)


@require_POST
def webhook_secret(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.renew_secret(webhook=_webhook(request, pk), by=request.user)
    messages.success(request, _("The new secret signs from now on."))
    return redirect_see_other("notifications:webhook", pk)


@require_POST
def webhook_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _webhook(request, pk)
    actions.remove_webhook(webhook=found, by=request.user)
    messages.success(request, _("Removed."))
    return redirect_see_other("notifications:webhooks", found.area.slug)


@require_POST
def delivery_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send what was given up once more."""
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
    _webhook(request, delivery.webhook_id)
    actions.send_again(delivery)
    return redirect_see_other("notifications:webhook", delivery.webhook_id)
