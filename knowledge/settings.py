"""Settings, all from the environment (`.env` is read when present).

Every variable is documented in README.md's table; `knowledge/environment.py` reads and checks them,
so that a wrong value stops the start with a sentence that names the variable.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from knowledge.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
env = Environment.read(ROOT)

# Core

DEBUG = env.debug
SECRET_KEY = env.secret_key
BASE_URL = env.base_url
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.trusted_origins
ROOT_URLCONF = "knowledge.urls"
WSGI_APPLICATION = "knowledge.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_DIR = env.data_dir
DEBUG_TOOLBAR = env.debug and not env.testing
PRODUCT_NAME = "Terroir"
COMPANY_NAME = env.company_name

INSTALLED_APPS = [
    "knowledge.home",
    "knowledge.people",
    "knowledge.exchange",
    "knowledge.api",
    "knowledge.replies",
    "knowledge.articles",
    "knowledge.search",
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
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
            ],
        },
    },
]

# Database and cache

DATABASES = {"default": env.database}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# People and sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [ROOT / "knowledge" / "locale"]
TIME_ZONE = env.time_zone
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = DATA_DIR / "media"
INDEX_DIR = DATA_DIR / "index"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env.testing
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# Mail

EMAIL_CONFIG = env.email
DEFAULT_FROM_EMAIL = env.mail_from
vars().update(EMAIL_CONFIG)
