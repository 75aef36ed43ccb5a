"""Settings, all from the environment (`.env` is read when present).

Every variable is documented in README.md's table; `knowledge/environment.py` reads and checks them,
so that a wrong value stops the start with a sentence that names the variable.
"""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from knowledge.environment import Environment
from knowledge.environment_reader import WrongSetting

ROOT = Path(__file__).resolve().parent.parent
try:
    env = Environment.read(ROOT)
except WrongSetting as error:
    raise SystemExit(f"Terroir cannot start. {error}") from None

# Core

DEBUG = env.debug
SECRET_KEY = env.secret_key
HOST = env.host
ON_LOOPBACK = env.on_loopback
PORT = env.port
BASE_URL = env.base_url
ALLOWED_HOSTS = env.allowed_hosts
ROOT_URLCONF = "knowledge.urls"
WSGI_APPLICATION = "knowledge.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_DIR = env.data_dir
DEBUG_TOOLBAR = env.debug
PRODUCT_NAME = "Terroir"
COMPANY_NAME = env.company_name
EMPTY = env.empty
BENCH = env.bench
WEB_PROCESSES = env.web_processes
WEB_THREADS = env.web_threads

INSTALLED_APPS = [
    "knowledge.operations",
    "knowledge.home",
    "knowledge.people",
    "knowledge.insights",
    "knowledge.exchange",
    "knowledge.api",
    "knowledge.replies",
    "knowledge.threads",
    "knowledge.articles",
    "knowledge.search",
    "knowledge.contributions",
    "knowledge.notifications",
    "knowledge.passages",
    "accounts",
    "knowledge.areas",
    "knowledge.ui",
    "knowledge.markup",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "taggit",
    "template_partials",
    "django_htmx",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "knowledge.operations.middleware.RequestMiddleware",
    "knowledge.operations.packing.PackingMiddleware",
    "csp.middleware.CSPMiddleware",
    "knowledge.operations.middleware.StorageTroubleMiddleware",
    "knowledge.replies.embedding.PanelPopupMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "knowledge.operations.middleware.BodyLimitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "knowledge.notifications.this_browser.PushDeviceMiddleware",
]

if DEBUG_TOOLBAR:
    INSTALLED_APPS += ["debug_toolbar", "django_browser_reload"]
    MIDDLEWARE += [
        "debug_toolbar.middleware.DebugToolbarMiddleware",
        "django_browser_reload.middleware.BrowserReloadMiddleware",
    ]
    INTERNAL_IPS = ["127.0.0.1"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "knowledge.ui.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "knowledge.ui.templatetags.ui",
                "template_partials.templatetags.partials",
            ],
        },
    },
]

FORM_RENDERER = "knowledge.ui.forms.FormRenderer"

# Database and cache

DATABASES = {"default": env.database}
# The default cache counts sign-in attempts, so all processes share it; `local` is for what may
# differ from process to process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "terroir_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "local",
        "OPTIONS": {"MAX_ENTRIES": 900},  # three a kept article page of 30 kB
    },
}

# People and sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.TerroirBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "display_name")},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators and the identity provider vouch for it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key", "login": "60/m/ip"}
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PRODUCT_NAME
MFA_TOTP_TOLERANCE = 1
ACCOUNT_FORMS = {
    "login": "accounts.forms.signin.LoginForm",
    "change_password": "accounts.forms.signin.ChangePasswordForm",
    "set_password": "accounts.forms.signin.SetPasswordForm",
    "reset_password": "accounts.forms.signin.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.signin.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.signin.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.signin.AuthenticateForm",
    "reauthenticate": "accounts.forms.signin.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.signin.ActivateTOTPForm",
    "login_webauthn": "accounts.forms.signin.LoginWebAuthnForm",
    "authenticate_webauthn": "accounts.forms.signin.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "accounts.forms.signin.ReauthenticateWebAuthnForm",
    "add_webauthn": "accounts.forms.signin.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.signin.EditWebAuthnForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # CSP's form-action also binds the redirect after a form
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "accounts.oidc.CompanyProvider",
        "APPS": env.oidc_apps,
    },
}
OIDC_CREATE_PEOPLE = env.oidc_create_people

# Security. Plain http turns off exactly three things: secure cookies, the redirect and HSTS.

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.trusted_proxies else None
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies
X_FRAME_OPTIONS = "DENY"
# Cookies are shared by all ports of a host: copies side by side must not sign each other out.
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "__Host-terroir" if env.https else f"terroir_{env.port}"
CSRF_COOKIE_NAME = "__Host-terroir-csrf" if env.https else f"terroir_csrf_{env.port}"
PUSH_COOKIE_NAME = "__Host-terroir-push" if env.https else f"terroir_push_{env.port}"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "knowledge.ui.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [env.base_url]
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # preloading binds a whole domain: its owner's decision, not a wiki's
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *env.oidc_origins],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "upgrade-insecure-requests": env.https,
    },
}

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [ROOT / "knowledge" / "locale"]
TIME_ZONE = env.time_zone
WORKING_HOURS = env.sharing.working_hours  # the company's week, in which promises are counted
PUBLIC_HOLIDAYS = env.sharing.public_holidays  # country and region, of people without a contract
LEAVE_FROM_PRIVATE_ADDRESSES = env.sharing.leave_from_private_addresses
FIGURES_SHOWN = env.sharing.figures_shown  # who sees contribution shares: person, managers or teams
CONTRIBUTION_MONTHS = env.sharing.contribution_months  # then of an entry only its minutes stay
CASE_REFERENCE_PATTERN = env.replies.case_reference_pattern  # "" for any text that is no identity
KEEP_REPLY_TEXTS = env.replies.keep_texts  # else a reply record holds a fingerprint of its words
REPLY_MONTHS = env.replies.months  # then a reply record no longer says whose it was
TRAY_DAYS = env.replies.tray_days  # an untouched tray is deleted after so many days
RECALL_DAYS = env.replies.recall_days  # how far back a recall looks for replies
PANEL_ORIGINS = env.replies.panel_origins  # pages of other tools that may frame /panel/
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = DATA_DIR / "media"
INDEX_DIR = DATA_DIR / "index"
SEARCH_LOG_DAYS = env.search_log_days  # then who searched what is forgotten, and counts stay
SEARCH_LEARNS = env.search_learns
SEARCH_LOG_THREAD = True  # a thread writes collected searches
SYNONYMS_LOOK_SECONDS = 1.0  # a process may use synonyms as they stood so long ago
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "knowledge.ui.storage.BundledStaticFilesStorage",
    },
}

# Mail

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from
MAIL_REPLY_TO = env.mail_reply_to or env.mail_from  # incoming mail is not read by Terroir
MAIL_SHOWS_TEXT = env.mail_shows_text  # else a mail carries titles and links alone
EMAIL_TIMEOUT = 10  # seconds a mail server may take for one answer
globals().update(env.email)
WEBHOOKS_TO_PRIVATE_ADDRESSES = env.outward.webhooks_to_private_addresses
PUSHES_TO_PRIVATE_ADDRESSES = env.outward.pushes_to_private_addresses
VAPID_PRIVATE_KEY = env.outward.vapid_private_key  # "" and nothing of web push is there
VAPID_SUBJECT = env.outward.vapid_subject

# Logs: one line an event, on standard error

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "knowledge.operations.logs.TextFormatter"},
        "json": {"()": "knowledge.operations.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": env.log_format}},
    "root": {"handlers": ["stderr"], "level": env.log_level},
    "loggers": {
        "django": {"handlers": [], "level": env.log_level, "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "gunicorn": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
    },
}
