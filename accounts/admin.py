"""For support: reading only. Every change goes through the screens, which call actions.

Its own sign-in form is shut: it knows neither second steps nor limits.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.models import AccountEvent, AreaOwner, AreaRestriction, Expertise, Team, User
from accounts.permissions import hidden_area_ids

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

for model in (
    EmailAddress,
    Authenticator,
    SocialAccount,
    SocialApp,
    SocialToken,
    UserSession,
    Group,
):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looks, never touches; rows about hidden areas do not exist here either."""

    area_field = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        if self.area_field:
            rows = rows.exclude(**{f"{self.area_field}__in": hidden_area_ids(request.user)})
        return rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["display_name", "email", "team", "is_active"]
    search_fields = ["folded_name", "email"]
    exclude = ["password", "groups", "user_permissions"]


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["name", "parent"]


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "kind", "actor", "person", "area", "team"]
    area_field = "area"


@admin.register(Expertise, AreaOwner, AreaRestriction)
class AboutAreaAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "area"]
    area_field = "area"
