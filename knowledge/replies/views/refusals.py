"""Why the reply of a tray stays here, in words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy
from knowledge.replies.errors import NeedsSpokesperson, PolicyFirst, TooLong

if TYPE_CHECKING:
    from knowledge.replies.models import Tray

STAYS: Final = (NotForCustomers, NothingToCopy, PolicyFirst, NeedsSpokesperson, TooLong)
"""What `finish_tray` raises."""


def words_of(refused: Exception) -> str:
    """What stands in the way."""
    if isinstance(refused, NotForCustomers):
        return str(refused.why.words)
    if isinstance(refused, PolicyFirst):
        return _("Read the social-media policy and accept it first.")
    if isinstance(refused, NeedsSpokesperson):
        names = ", ".join(person.display_name for person in refused.people)
        return _("Here %(names)s speak in public. Hand your draft to them.") % {"names": names}
    if isinstance(refused, TooLong):
        return _("Shorten this first: at most %(n)d characters are taken.") % {"n": refused.most}
    return _("There is nothing in this tray that may be told.")


def way_out(refused: Exception, tray: Tray) -> tuple[str, str]:
    """Where that is put right: address and label."""
    if isinstance(refused, PolicyFirst):
        return reverse("replies:policy"), _("Read and accept it")
    if isinstance(refused, NeedsSpokesperson):
        asked = urlencode({"tray": tray.pk})
        return f"{reverse('replies:hand_over')}?{asked}", _("Hand your draft to a spokesperson")
    return tray.get_absolute_url(), _("Read again")
