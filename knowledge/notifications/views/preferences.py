"""How I am told: the page among the account settings, and the links of mail that silence it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.refusals import keep_refusal
from accounts.models import User
from accounts.requests import SignedInRequest, posted
from knowledge.notifications import actions
from knowledge.notifications.forms.preferences import (
    AreaDeliveryForm,
    DeliveriesForm,
    initial_of,
)
from knowledge.notifications.models import Delivery, Group, Purpose, PushDevice
from knowledge.notifications.permissions import read_unsubscribe_token
from knowledge.notifications.queries.devices import devices_of, push_is_on, server_key
from knowledge.notifications.queries.preferences import (
    chosen_by_area,
    chosen_everywhere,
    mail_settings_of_person,
    refused_address_of,
)
from knowledge.notifications.this_browser import device_here
from knowledge.ui.page import page, redirect_see_other


def settings(request: SignedInRequest) -> HttpResponse:
    """One table of groups, the hours, my devices, and what is otherwise for an area."""
    person, devices = request.user, _devices(request.user)
    form = _form(request, devices, data=posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_mail_settings(person=person, **form.hours)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            actions.choose_deliveries(person=person, chosen=form.chosen, on_devices=form.on_devices)
            messages.success(request, _("Saved. This is how you are told from now on."))
            return redirect_see_other("notifications:settings")
    area_form = AreaDeliveryForm(person=person, has_devices=bool(devices))
    return _settings_page(request, devices, form, area_form)


def _devices(person: User) -> list[PushDevice]:
    return list(devices_of(person)) if push_is_on() else []


def _form(
    request: SignedInRequest, devices: list[PushDevice], *, data: QueryDict | None
) -> DeliveriesForm:
    person = request.user
    initial = initial_of(mail_settings_of_person(person), chosen_everywhere(person))
    return DeliveriesForm(data, initial=initial, has_devices=bool(devices))


def _settings_page(
    request: SignedInRequest,
    devices: list[PushDevice],
    form: DeliveriesForm,
    area_form: AreaDeliveryForm,
) -> HttpResponse:
    here = device_here(request)
    context = {
        "form": form,
        "area_form": area_form,
        "by_area": chosen_by_area(request.user),
        "refused": refused_address_of(request.user),
        "server_key": server_key(),
        "devices": devices,
        "here": here if any(device.pk == here for device in devices) else 0,
    }
    return page(request, "notifications/settings.html", context)


@require_POST
def area_choice(request: SignedInRequest) -> HttpResponse:
    """Otherwise for one area."""
    person, devices = request.user, _devices(request.user)
    area_form = AreaDeliveryForm(request.POST, person=person, has_devices=bool(devices))
    if area_form.is_valid():
        facts = area_form.cleaned_data
        actions.choose_for_area(
            person=person,
            area=facts["area"],
            group=Group(facts["group"]),
            delivery=Delivery(facts["delivery"]),
            on_devices=facts.get("on_devices"),
        )
        messages.success(request, _("Noted for this area."))
        return redirect_see_other("notifications:settings")
    form = _form(request, devices, data=None)
    return _settings_page(request, devices, form, area_form)


@require_POST
def area_choice_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """The area is told like everything else again."""
    actions.forget_for_area(get_object_or_404(chosen_by_area(request.user), pk=pk))
    return redirect_see_other("notifications:settings")


@require_POST
def address_again(request: SignedInRequest) -> HttpResponse:
    """My address works again."""
    actions.try_address_again(person=request.user)
    messages.success(request, _("Mail is sent to you again."))
    return redirect_see_other("notifications:settings")


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """What a link in a mail leads to (RFC 8058): a POST silences at once, a GET shows the button.

    Mail programs post here without a session; the signed token says who and what, and can do nothing
    else. Links of scanners, which only look, change nothing.
    """
    read = read_unsubscribe_token(token)
    person = User.objects.active().filter(pk=read[0]).first() if read else None
    if read is None or person is None:
        return page(request, "notifications/unsubscribe.html", {"unknown": True}, status=404)
    with translation.override(person.interface_language):
        if request.method == "POST":
            actions.unsubscribe(person=person, scope=read[1])
        context = {"scope": _scope_label(read[1]), "done": request.method == "POST"}
        return page(request, "notifications/unsubscribe.html", context)


def _scope_label(scope: str) -> str:
    labels = dict(Group.choices) | {
        Purpose.DAILY: _("Daily digest"),
        Purpose.WEEKLY: _("Weekly digest"),
    }
    return str(labels.get(scope, scope))
