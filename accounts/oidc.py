"""OpenID Connect with the company's identity provider, stricter than allauth's defaults.

The ID token's signature is always verified (allauth trusts a token that came over TLS), it must
carry the nonce of this very attempt, and user info must be about the same subject. PKCE is on.
Nothing of the request reaches the provider but where to return to.
"""

import json
import secrets
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from requests import RequestException

ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
]  # fmt: skip
"""Public-key signatures only: with a shared secret, whoever can check could also sign."""

TEXTS = {"email", "name", "given_name", "family_name", "preferred_username", "picture", "locale"}
"""Claims that are text, or else are not there for us."""

LEEWAY_SECONDS = 60
"""By how much the provider's clock may differ from ours."""


class CompanyAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The exchange of a code for tokens."""

    nonce = ""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Raises OAuth2Error or RequestException, which the callback shows as a refusal."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider sent no ID token")
        claims = self._verified(app, id_token)
        if not self.nonce or not constant_time_compare(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("The ID token answers another attempt")
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims.get("sub"):
            raise OAuth2Error("User info and ID token are about two people")
        if "email" in userinfo and userinfo["email"] != claims.get("email"):
            claims = {name: value for name, value in claims.items() if name != "email_verified"}
        facts = {
            name: value
            for name, value in (claims | userinfo).items()
            if name not in TEXTS or isinstance(value, str)
        }
        data = {"userinfo": facts, "id_token": claims}
        return self.get_provider().sociallogin_from_response(request, data)

    def _verified(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims, once one of the provider's own keys has signed them for us.

        allauth's reader wants a `kid` in every token; the standard does not when there is one key.
        """
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            wanted = jwt.get_unverified_header(id_token).get("kid")
            keys = [
                key
                for key in jwt.PyJWKSet.from_dict(answer.json()).keys
                if key.public_key_use in {None, "sig"} and wanted in {None, key.key_id}
            ]
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The ID token or the provider's keys can't be read") from error
        return self._signed_by_one_of(keys, app, id_token)

    def _signed_by_one_of(
        self, keys: list[jwt.PyJWK], app: SocialApp, id_token: str
    ) -> dict[str, Any]:
        trouble: Exception = OAuth2Error("The provider has no such key")
        for key in keys:
            try:
                claims: dict[str, Any] = jwt.decode(
                    id_token,
                    key.key,
                    algorithms=ALGORITHMS,
                    audience=app.client_id,
                    issuer=self.openid_config["issuer"],
                    leeway=LEEWAY_SECONDS,
                    options={"require": ["iss", "aud", "exp", "iat", "sub"]},
                )
            except (jwt.PyJWTError, TypeError, ValueError) as error:
                trouble = error
            else:
                return claims
        raise OAuth2Error("The ID token is not signed for us by the provider") from trouble


class CompanyProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Named in SOCIALACCOUNT_PROVIDERS as the class for "openid_connect"."""

    oauth2_adapter_class = CompanyAdapter
    pkce_enabled_default = True

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        nonce = secrets.token_urlsafe(24)
        return {
            "process": AuthProcess.LOGIN,
            "next_url": get_next_redirect_url(request),
            "auth_params": self.get_auth_params() | {"nonce": nonce},
            "nonce": nonce,
        }

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Verified only when the claim is true itself; "false" and absence are not."""
        claims = data.get("userinfo", data)
        email = claims.get("email")
        if not isinstance(email, str) or not email:
            return []
        verified = claims.get("email_verified")
        verified = verified is True or verified == "true"
        return [EmailAddress(email=email.lower(), verified=verified, primary=True)]


class CompanyCallback(OAuth2CallbackView):  # type: ignore[misc]
    """Hands the nonce of the attempt, kept in the session, to the adapter."""

    def _get_state(
        self, request: HttpRequest, provider: CompanyProvider
    ) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


@login_not_required  # type: ignore[untyped-decorator]
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends the browser to the provider. A link, not a form: CSP binds where forms may lead."""
    adapter = _adapter(request, provider_id)
    try:
        response: HttpResponse = OAuth2LoginView.adapter_view(adapter)(request)
    except (RequestException, json.JSONDecodeError, KeyError) as error:
        response = render_authentication_error(request, adapter.get_provider(), exception=error)
    return response


@login_not_required  # type: ignore[untyped-decorator]
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = _adapter(request, provider_id)
    response: HttpResponse = CompanyCallback.adapter_view(adapter)(request)
    return response


def _adapter(request: HttpRequest, provider_id: str) -> CompanyAdapter:
    adapter = CompanyAdapter(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return adapter
