"""The first administrator: a signed link, good only while there is none."""

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.people import create_person
from accounts.models import User
from accounts.queries import administrator_exists

SALT = "accounts.first-administrator"
GOOD_FOR_SECONDS = 7 * 24 * 3600


def create_first_administrator_link() -> str:
    """The absolute address of the form, or "" when there is an active administrator.

    Nothing is stored: using it ends it, because there is an administrator then.
    """
    if administrator_exists():
        return ""
    token = signing.dumps("first", salt=SALT)
    return settings.BASE_URL + reverse("account_first_administrator", args=[token])


def first_administrator_link_is_good(token: str) -> bool:
    try:
        signing.loads(token, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return False
    return not administrator_exists()


@transaction.atomic
def create_first_administrator(
    *, token: str, email: str, display_name: str, password: str, interface_language: str = "en"
) -> User:
    """Raises ValidationError when the link is no longer good.

    Two people may hold one and send the form at the same moment: the shared cache lets one in.
    """
    if not first_administrator_link_is_good(token) or not cache.add(SALT, "taken", timeout=5):
        raise ValidationError(_("This link is no longer good."))
    return create_person(
        email=email,
        display_name=display_name,
        password=password,
        roles=["administrator"],
        interface_language=interface_language,
        languages=[interface_language],
    )
