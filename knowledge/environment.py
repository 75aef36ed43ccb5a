"""Reads and checks the environment. One place, so that one table can document it."""

import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _wrong(name: str, problem: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}: {problem}")


def _secret_key(data_dir: Path) -> str:
    """The key kept in DATA_DIR, made once with mode 0600."""
    path = data_dir / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        key = secrets.token_urlsafe(50)
        path.write_text(key)
        return key


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;"
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
            ),
        },
    }


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the environment says, checked."""

    debug: bool
    testing: bool
    data_dir: Path
    base_url: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    secret_key: str
    database: dict[str, Any]
    time_zone: str
    company_name: str
    email: dict[str, Any]
    mail_from: str

    @classmethod
    def read(cls, root: Path) -> "Environment":
        environ.Env.read_env(root / ".env") if (root / ".env").exists() else None
        env = environ.Env()
        testing = "pytest" in sys.modules
        data_dir = Path(env.str("DATA_DIR", default=str(root / "var"))).expanduser().resolve()
        port = env.int("PORT", default=8000)
        base_url = env.str("BASE_URL", default=f"http://localhost:{port}").rstrip("/")
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise _wrong("BASE_URL", "write it as https://wiki.example.org")
        time_zone = env.str("TIME_ZONE", default="Europe/Paris")
        if time_zone not in available_timezones():
            raise _wrong("TIME_ZONE", f"“{time_zone}” is not a time zone such as Europe/Paris")
        hosts = env.list("ALLOWED_HOSTS", default=[parts.hostname, *LOOPBACK, "[::1]"])
        database = _sqlite(data_dir / "db.sqlite3")
        if env.str("DATABASE_URL", default=""):
            database = env.db_url("DATABASE_URL") | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
        return cls(
            debug=env.bool("DEBUG", default=False),
            testing=testing,
            data_dir=data_dir,
            base_url=base_url,
            allowed_hosts=hosts,
            trusted_origins=[base_url],
            secret_key=env.str("SECRET_KEY", default="") or _secret_key(data_dir),
            database=database,
            time_zone=time_zone,
            company_name=env.str("COMPANY_NAME", default="Halage"),
            email=env.email_url("EMAIL_URL", default="consolemail://"),
            mail_from=env.str("MAIL_FROM", default=f"terroir@{parts.hostname}"),
        )
