"""The mail with which somebody chooses their first password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.models import User


@transaction.atomic
def send_invitation(person: User, *, by: User | None) -> None:
    """Mails a link that works once; sent after the commit, so never for somebody not saved.

    Raises ValidationError for a deactivated person.
    """
    if not person.is_active:
        raise ValidationError(_("Reactivate this person first."))
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    adapter = get_adapter()
    context = {"user": person, "password_reset_url": adapter.get_reset_password_from_key_url(key)}
    record_event("invitation_sent", by=by, person=person)
    transaction.on_commit(
        lambda: adapter.send_mail("accounts/email/invitation", person.email, context)
    )
