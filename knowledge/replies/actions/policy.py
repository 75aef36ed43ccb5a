"""Publishing the social-media policy, and accepting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.markup.clean import normalise
from knowledge.replies.models import PolicyAcceptance, PolicyVersion

if TYPE_CHECKING:
    from datetime import datetime


class NewerPolicy(ValidationError):
    """Another version was published while this one was read or written."""


@transaction.atomic
def publish_policy(
    *,
    by: User,
    source: str,
    source_fr: str,
    note: str = "",
    needs_acceptance: bool = True,
    after: int,
    at: datetime | None = None,
) -> PolicyVersion:
    """The next version, written on top of number `after` (0 for the first).

    Raises NewerPolicy when it is not the newest any more, ValidationError for no words at all.
    """
    User.objects.select_for_update().get(pk=by.pk)
    newest = PolicyVersion.objects.values_list("number", flat=True).first() or 0
    if newest != after:
        raise NewerPolicy(
            _("Version %(number)d was published meanwhile. Read it, then publish yours again."),
            params={"number": newest},
        )
    source, source_fr = normalise(source).strip(), normalise(source_fr).strip()
    if not source and not source_fr:
        raise ValidationError({"source": _("Write the policy in one language at least.")})
    version = PolicyVersion(
        number=newest + 1,
        source=source,
        source_fr=source_fr,
        note=" ".join(note.split()),
        needs_acceptance=needs_acceptance or newest == 0,
        published_by=by,
        published_at=at or timezone.now(),
    )
    version.full_clean()
    version.save()
    return version


@transaction.atomic
def accept_policy(*, person: User, number: int, at: datetime | None = None) -> PolicyAcceptance:
    """This person accepts the version they read; accepted twice stays the first acceptance.

    Raises NewerPolicy, with nothing written, when another version is in force meanwhile.
    """
    version = PolicyVersion.objects.first()
    if version is None or version.number != number:
        raise NewerPolicy(
            _("The policy was changed while you read it. Here is what holds now: read it again.")
        )
    accepted, _new = PolicyAcceptance.objects.get_or_create(
        version=version, person=person, defaults={"at": at or timezone.now()}
    )
    return accepted
