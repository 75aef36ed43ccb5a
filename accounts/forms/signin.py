"""allauth's forms in our words, without placeholders: a label stays when one types."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _


class _Plain:
    """Takes the placeholders away and sets our labels and helps."""

    fields: dict[str, forms.Field]
    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if isinstance(field.widget, forms.PasswordInput):
                field.help_text = self.helps.get(name, "")
            elif name in self.helps:
                field.help_text = self.helps[name]


NEW_PASSWORD = {"password1": password_validation.password_validators_help_text_html()}
NEW_PASSWORD_LABELS = {"password1": _("New password"), "password2": _("New password, again")}


class LoginForm(_Plain, account.LoginForm):  # type: ignore[misc]
    labels = {
        "login": _("E-mail"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }
    helps = {"remember": _("Not on a terminal that you share.")}


class ChangePasswordForm(_Plain, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": _("Current password"), **NEW_PASSWORD_LABELS}
    helps = NEW_PASSWORD


class SetPasswordForm(_Plain, account.SetPasswordForm):  # type: ignore[misc]
    labels = NEW_PASSWORD_LABELS
    helps = NEW_PASSWORD


class ResetPasswordForm(_Plain, account.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": _("E-mail")}


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = NEW_PASSWORD_LABELS
    helps = NEW_PASSWORD


class ReauthenticateForm(_Plain, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("Password")}


class AuthenticateForm(_Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code")}
    helps = {"code": _("From your authenticator app, or one of your recovery codes.")}


class ReauthenticateCodeForm(_Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code")}
    helps = {"code": _("From your authenticator app, or one of your recovery codes.")}


class ActivateTOTPForm(_Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("Code that the app shows now")}


class _Wary:
    """allauth takes a browser's answer apart without checking its shape: all of it is refused."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginWebAuthnForm(_Wary, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Signs in with a passkey alone."""


class AuthenticateWebAuthnForm(_Wary, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step with a key."""


class ReauthenticateWebAuthnForm(_Wary, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """One more proof with a key."""


class AddWebAuthnForm(_Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned

    labels = {"name": _("Name of this key"), "passwordless": _("Sign in with this key alone")}
    helps = {
        "name": _("For example “My phone” or “Blue key”."),
        "passwordless": _(
            "A passkey: the device asks for your finger, face or PIN, and no password is needed."
        ),
    }


class EditWebAuthnForm(_Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Name of this key")}
