"""Reads and checks the environment. One place, so that README.md's one table can document it.

A wrong value raises `WrongSetting`, whose message starts with the variable's name.
"""

import os
import re
import secrets
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

import environ

from accounts.hours import Week, WrongHours, minutes_of_week, read_week
from knowledge.environment_outward import Outward
from knowledge.environment_reader import Reader, WrongSetting
from knowledge.public_holidays import holidays

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, never bound by default
SECRET_KEY_LENGTH = 50


def _data_dir(env: Reader, root: Path) -> Path:
    path = Path(env.text("DATA_DIR", str(root / "var"))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting("DATA_DIR", f"{path} cannot be made ({error.strerror})") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise WrongSetting("DATA_DIR", f"{path} cannot be written to by this user")
    return path


def _kept_secret_key(data_dir: Path) -> str:
    """The key kept in DATA_DIR, made once with mode 0600.

    It is written apart and linked into place, so that of two starts at the same moment one wins
    and both read the same whole key.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=data_dir, prefix=".secret_key.")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text().strip()


def _secret_key(env: Reader, data_dir: Path) -> str:
    given = env.text("SECRET_KEY")
    if given and len(given) < SECRET_KEY_LENGTH:
        raise WrongSetting("SECRET_KEY", f"needs at least {SECRET_KEY_LENGTH} characters")
    key = given or _kept_secret_key(data_dir)
    if not key:
        raise WrongSetting("SECRET_KEY", f"the file {data_dir / 'secret_key'} is empty")
    return key


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 48,  # of each thread's connection; 128 took 4 MB more a process
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-500;"
                "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
            ),
        },
    }


def _database(env: Reader, data_dir: Path) -> dict[str, Any]:
    url = env.text("DATABASE_URL")
    scheme = url.partition(":")[0]
    if not url:
        return _sqlite(data_dir / "db.sqlite3")
    if scheme not in {"postgres", "postgresql", "sqlite"}:
        raise WrongSetting("DATABASE_URL", "write it as postgresql://user:password@host/name")
    try:
        parsed = dict(environ.Env.db_url_config(url))
    except ValueError as error:
        raise WrongSetting("DATABASE_URL", "write it as postgresql://user@host/name") from error
    if not parsed.get("NAME"):
        raise WrongSetting("DATABASE_URL", "the name of the database is missing at its end")
    if scheme == "sqlite":
        return _sqlite(Path(parsed["NAME"]))
    socket_folder = unquote(str(parsed["HOST"]))
    return parsed | {"HOST": socket_folder, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def _base_url(env: Reader, host: str, port: int) -> SplitResult:
    named = "localhost" if host in LOOPBACK else host
    if host in WILDCARDS:
        named = socket.gethostname()
    url = env.text("BASE_URL", f"http://{f'[{named}]' if ':' in named else named}:{port}")
    parts = urlsplit(url.rstrip("/"))
    try:
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path or parts.query:
        raise WrongSetting(
            "BASE_URL", f"“{url}” is not an address such as https://wiki.example.org"
        )
    return parts


def _allowed_hosts(env: Reader, host: str, base_url: SplitResult) -> list[str]:
    wanted = env.words("ALLOWED_HOSTS")
    if not wanted:
        own = [] if host in WILDCARDS | LOOPBACK else [host]
        wanted = [str(base_url.hostname), *own]
    return [*dict.fromkeys([*wanted, "localhost", "127.0.0.1", "[::1]"])]


def _time_zone(env: Reader) -> str:
    name = env.text("TIME_ZONE", "Europe/Paris")
    if name not in available_timezones():
        raise WrongSetting("TIME_ZONE", f"“{name}” is not a time zone such as Europe/Paris")
    return name


def _working_hours(env: Reader) -> Week:
    """The company's week: promises are counted in it, so that it must have some time."""
    text = env.text("WORKING_HOURS", "Mon-Fri 9:00-12:30, 14:00-17:30")
    example = "write it as Mon-Fri 9:00-12:30, 14:00-17:30; Sat 9:00-12:00"
    try:
        week = read_week(text)
    except WrongHours as error:
        raise WrongSetting(
            "WORKING_HOURS", f"“{error.part}” is not understood, {example}"
        ) from error
    if not minutes_of_week(week):
        raise WrongSetting("WORKING_HOURS", f"“{text}” has no hours, {example}")
    return week


def _public_holidays(env: Reader) -> tuple[str, str]:
    """Country and region (ISO 3166) of the company's public holidays; both "" for none."""
    text = env.text("PUBLIC_HOLIDAYS", "FR").upper()
    if text == "NONE":
        return "", ""
    country, _dash, subdivision = text.partition("-")
    try:
        holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        example = "write a country and, if need be, its region, as FR or FR-57, or none"
        raise WrongSetting("PUBLIC_HOLIDAYS", f"“{text}” is not known: {example}") from error
    return country, subdivision


def _reference_pattern(env: Reader) -> str:
    """How the company writes references of its cases; "" for any text that is no identity."""
    pattern = env.text("CASE_REFERENCE_PATTERN")
    try:
        matches_nothing = re.fullmatch(pattern, "") is not None
    except re.error as error:
        raise WrongSetting(
            "CASE_REFERENCE_PATTERN", f"“{pattern}” is not a regular expression ({error})"
        ) from error
    if pattern and matches_nothing:
        raise WrongSetting("CASE_REFERENCE_PATTERN", f"“{pattern}” lets an empty reference through")
    return pattern


def _email(env: Reader) -> dict[str, Any]:
    url = env.text("EMAIL_URL", "consolemail://")
    if url.partition(":")[0] not in environ.Env.EMAIL_SCHEMES:
        raise WrongSetting("EMAIL_URL", "write it as smtp+tls://user:password@host:587")
    return dict(environ.Env.email_url_config(url))


def _oidc_apps(env: Reader) -> list[dict[str, Any]]:
    """The company's identity provider as allauth wants it; none unless all is set."""
    server = env.text("OIDC_ISSUER")
    client_id, secret = env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET")
    if not (server or client_id or secret):
        return []
    for name, value in (
        ("OIDC_ISSUER", server),
        ("OIDC_CLIENT_ID", client_id),
        ("OIDC_CLIENT_SECRET", secret),
    ):
        if not value:
            raise WrongSetting(name, "is missing, while another OIDC_ variable is set")
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise WrongSetting("OIDC_ISSUER", f"“{server}” is not an https:// address")
    return [
        {
            "provider_id": "company",
            "name": env.text("OIDC_NAME", "Single sign-on"),
            "client_id": client_id,
            "secret": secret,
            "settings": {"server_url": server.rstrip("/"), "oauth_pkce_enabled": True},
        }
    ]


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """How working time and the time for sharing are counted and shown."""

    working_hours: Week
    public_holidays: tuple[str, str]
    leave_from_private_addresses: bool
    figures_shown: str
    contribution_months: int

    @classmethod
    def read(cls, env: Reader) -> "Sharing":
        return cls(
            working_hours=_working_hours(env),
            public_holidays=_public_holidays(env),
            leave_from_private_addresses=env.flag("LEAVE_FROM_PRIVATE_ADDRESSES"),
            figures_shown=env.choice("FIGURES_SHOWN", "managers", {"person", "managers", "teams"}),
            contribution_months=env.number("CONTRIBUTION_MONTHS", 36, lowest=7, highest=600),
        )


def _origins(env: Reader, name: str) -> list[str]:
    """Origins as browsers write them: scheme, host and port, nothing after."""
    found = []
    for word in env.words(name):
        parts = urlsplit(word.rstrip("/"))
        plain = f"{parts.scheme}://{parts.netloc}".lower()
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise WrongSetting(name, f"“{word}” is not an origin such as https://tickets.example")
        if parts.path or parts.query or parts.fragment or "*" in word:
            raise WrongSetting(name, f"“{word}” must be an origin alone, without a path or “*”")
        found.append(plain)
    return found


@dataclass(frozen=True, kw_only=True)
class Replies:
    """What reply records keep, and which other tools may show the reply panel."""

    keep_texts: bool
    months: int
    tray_days: int
    recall_days: int
    panel_origins: list[str]
    case_reference_pattern: str

    @classmethod
    def read(cls, env: Reader) -> "Replies":
        return cls(
            keep_texts=env.flag("KEEP_REPLY_TEXTS"),
            months=env.number("REPLY_MONTHS", 24, lowest=1, highest=600),
            tray_days=env.number("TRAY_DAYS", 14, lowest=1, highest=366),
            recall_days=env.number("RECALL_DAYS", 90, lowest=1, highest=1000),
            panel_origins=_origins(env, "PANEL_ORIGINS"),
            case_reference_pattern=_reference_pattern(env),
        )


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the environment says, checked."""

    debug: bool
    bench: bool
    empty: bool
    host: str
    port: int
    base_url: str
    base_url_parts: SplitResult
    data_dir: Path
    allowed_hosts: list[str]
    trusted_proxies: int
    secret_key: str
    database: dict[str, Any]
    time_zone: str
    sharing: Sharing
    replies: Replies
    company_name: str
    email: dict[str, Any]
    mail_from: str
    mail_reply_to: str
    mail_shows_text: bool
    outward: Outward
    oidc_apps: list[dict[str, Any]]
    oidc_create_people: bool
    log_format: str
    log_level: str
    web_processes: int
    web_threads: int
    search_log_days: int
    search_learns: bool

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine is served; a proxy in front has another BASE_URL."""
        return self.host in LOOPBACK and self.base_url_parts.hostname in LOOPBACK

    @property
    def https(self) -> bool:
        return self.base_url_parts.scheme == "https"

    @property
    def oidc_origins(self) -> list[str]:
        """Where the sign-in form may lead a browser."""
        issuers = [urlsplit(app["settings"]["server_url"]) for app in self.oidc_apps]
        return [f"{issuer.scheme}://{issuer.netloc}" for issuer in issuers]

    @classmethod
    def read(cls, root: Path) -> "Environment":
        """Raises `WrongSetting` for the first variable that is wrong."""
        env = Reader(root)
        host = env.text("HOST", "127.0.0.1")
        port = env.number("PORT", 8000, lowest=1, highest=65535)
        base_url = _base_url(env, host, port)
        data_dir = _data_dir(env, root)
        return cls(
            debug=env.flag("DEBUG"),
            bench=env.flag("BENCH"),
            empty=env.flag("EMPTY"),
            host=host,
            port=port,
            base_url=base_url.geturl(),
            base_url_parts=base_url,
            data_dir=data_dir,
            allowed_hosts=_allowed_hosts(env, host, base_url),
            trusted_proxies=env.number(
                "TRUSTED_PROXIES", int(base_url.scheme == "https"), lowest=0, highest=9
            ),
            secret_key=_secret_key(env, data_dir),
            database=_database(env, data_dir),
            time_zone=_time_zone(env),
            sharing=Sharing.read(env),
            replies=Replies.read(env),
            company_name=env.text("COMPANY_NAME", "Halage"),
            email=_email(env),
            mail_from=env.text("MAIL_FROM", f"terroir@{base_url.hostname}"),
            mail_reply_to=env.text("MAIL_REPLY_TO"),
            mail_shows_text=env.flag("MAIL_SHOWS_TEXT"),
            outward=Outward.read(env, str(base_url.hostname)),
            oidc_apps=_oidc_apps(env),
            oidc_create_people=env.flag("OIDC_CREATE_PEOPLE"),
            log_format=env.choice("LOG_FORMAT", "text", {"text", "json"}),
            log_level=env.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
            web_processes=env.number("WEB_PROCESSES", 2, lowest=1, highest=64),
            web_threads=env.number("WEB_THREADS", 4, lowest=1, highest=64),
            search_log_days=env.number("SEARCH_LOG_DAYS", 90, lowest=1, highest=3650),
            search_learns=env.flag("SEARCH_LEARNS", default=True),
        )
