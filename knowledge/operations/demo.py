"""The demo company's accounts: which to show at start, and a password fit for the network."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.core.management import call_command

from accounts.models import User

DOMAIN = "@halage.example"
KNOWN_PASSWORD = "halage-demo"  # noqa: S105 - printed at start, and only ever valid on loopback
KINDS = (
    ("contact employee", "is_contact"),
    ("expert", "is_expert"),
    ("manager", "is_manager"),
    ("knowledge lead", "is_lead"),
    ("administrator", "is_administrator"),
)


@dataclass(frozen=True)
class DemoAccount:
    """One line of the table printed at start."""

    kind: str
    email: str
    name: str


def load(*, on_loopback: bool) -> str:
    """Load the demo company; returns the password of all its people."""
    password = KNOWN_PASSWORD if on_loopback else secrets.token_urlsafe(12)
    call_command("load_demo", password=password)
    return password


def _known_hashes() -> list[str]:
    """The stored hashes that the known password opens. The loader gives everyone the same one."""
    people = User.objects.active().filter(email__endswith=DOMAIN)
    hashes = people.order_by().values_list("password", flat=True).distinct()
    return [stored for stored in hashes if check_password(KNOWN_PASSWORD, stored)]


def known_password() -> str | None:
    """The known password, when it opens a demo account."""
    return KNOWN_PASSWORD if _known_hashes() else None


def close_to_strangers() -> str | None:
    """Replace the known password before others can use it; returns the new one, if any."""
    exposed = _known_hashes()
    if not exposed:
        return None
    password = secrets.token_urlsafe(12)
    User.objects.filter(password__in=exposed).update(password=make_password(password))
    return password


def accounts() -> list[DemoAccount]:
    """One person of each kind: whoever has the fewest other roles."""
    flags = [flag for _kind, flag in KINDS]
    people = list(User.objects.active().filter(email__endswith=DOMAIN).order_by("pk"))
    table = []
    for kind, flag in KINDS:
        having = [person for person in people if getattr(person, flag)]
        if having:
            chosen = min(having, key=lambda person: sum(getattr(person, name) for name in flags))
            table.append(DemoAccount(kind, chosen.email, chosen.display_name))
    return table
