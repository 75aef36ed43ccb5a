"""allauth's routes that make sense here; sign-up and e-mail change are not among them."""

from allauth.account import views as account
from django.urls import include, path, re_path

from accounts import oidc
from accounts.views import signin

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", signin.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", signin.not_offered, name="account_signup"),
    path("email/", signin.not_offered, name="account_email"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("first/<str:token>/", signin.first_administrator, name="account_first_administrator"),
    path("sessions/", include("allauth.usersessions.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("oidc/<slug:provider_id>/login/", oidc.oidc_login, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        oidc.oidc_callback,
        name="openid_connect_callback",
    ),
    path("oidc/cancelled/", signin.cancelled, name="socialaccount_login_cancelled"),
]
