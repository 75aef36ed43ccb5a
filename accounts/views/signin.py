"""What allauth leaves to us: the first administrator, and refusals in our look."""

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from accounts.actions import create_first_administrator, first_administrator_link_is_good
from accounts.forms.people import FirstAdministratorForm
from accounts.forms.refusals import keep_refusal
from accounts.requests import posted


@login_not_required
def not_offered(request: HttpRequest) -> HttpResponse:
    """Sign-up and changing one's own address: routes that allauth names but we do not have."""
    raise Http404


@login_not_required
@never_cache
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the one-time link; afterwards the link leads nowhere."""
    if not first_administrator_link_is_good(token):
        return render(request, "account/link_spent.html", status=404)
    form = FirstAdministratorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = create_first_administrator(
                token=token, interface_language=(get_language() or "en")[:2], **form.cleaned_data
            )
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            response: HttpResponse = perform_login(request, person, redirect_url="/")
            return response
    return render(request, "account/first_administrator.html", {"form": form})


@login_not_required
def cancelled(request: HttpRequest) -> HttpResponse:
    """They turned back at the identity provider."""
    return render(request, "socialaccount/login_cancelled.html")
