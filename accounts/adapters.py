"""What allauth asks us: sign-up is closed, and who may come in from the identity provider."""

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from accounts.actions import create_person
from accounts.models import User
from knowledge.late import Late

if TYPE_CHECKING:
    import qrcode
    from qrcode.image import svg
else:
    qrcode = Late("qrcode")
    svg = Late("qrcode.image.svg")

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are made by administrators, imports or the identity provider."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.PRODUCT_NAME} · {' '.join(subject.split())}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From BASE_URL: the Host header of the request is not what mails should lead to."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of who reads it.

        Trouble is logged: the answer on the page stays the same for every address.
        """
        reader = User.objects.filter(email=email.lower()).first()
        language = reader.interface_language if reader else get_language()
        facts = {
            "product_name": settings.PRODUCT_NAME,
            "company_name": settings.COMPANY_NAME,
            "base_url": settings.BASE_URL,
        }
        with override(language):
            try:
                self.render_mail(template_prefix, email, facts | {"email": email} | context).send()
            except (OSError, SMTPException):
                log.exception("Mail “%s” was not sent", template_prefix)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The square code keeps its white ground, or no phone could read it in the dark theme."""

    def build_totp_svg(self, url: str) -> str:
        picture = qrcode.make(url, image_factory=svg.SvgPathFillImage)
        return str(picture.to_string(encoding="unicode"))


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Links by verified e-mail only, creates people only if OIDC_CREATE_PEOPLE says so."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The environment's provider alone: nothing in the database can add one."""
        apps = []
        providers: dict[str, dict[str, Any]] = dict(settings.SOCIALACCOUNT_PROVIDERS)
        for kind, config in providers.items():
            for fields in config.get("APPS", []):
                app = SocialApp(provider=kind, **fields)
                if provider in {None, kind, app.provider_id}:
                    apps.append(app)
        return apps

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises ImmediateHttpResponse with a page that says why they can't come in."""
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                self._refuse(request, sociallogin, "inactive")
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        if not verified:
            self._refuse(request, sociallogin, "unverified")
        if not settings.OIDC_CREATE_PEOPLE:
            self._refuse(request, sociallogin, "unknown")
        sociallogin.connect(request, self._create(request, sociallogin, verified[0]))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        log.warning("Sign-in with the identity provider failed: %s %s", error, exception)

    def _create(self, request: HttpRequest, sociallogin: SocialLogin, email: str) -> User:
        claims = sociallogin.account.extra_data.get("userinfo", {})
        name = str(claims.get("name") or email.partition("@")[0])[:120]
        language = str(claims.get("locale", ""))[:2]
        language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        try:
            return create_person(
                email=email,
                display_name=name,
                interface_language=language,
                languages=[language],
            )
        except ValidationError:
            log.warning("The identity provider's person can't be created", exc_info=True)
            self._refuse(request, sociallogin, "unknown")
            raise

    def _refuse(self, request: HttpRequest, sociallogin: SocialLogin, reason: str) -> None:
        log.info("Sign-in refused: %s (subject %s)", reason, sociallogin.account.uid)
        page = render(
            request,
            "socialaccount/refused.html",
            {"reason": reason, "provider": sociallogin.provider},
            status=403,
        )
        raise ImmediateHttpResponse(page)
