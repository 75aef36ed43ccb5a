"""How somebody's time is recorded."""

from accounts.models import User
from knowledge.contributions.models import Recording


def recording_of(person: User) -> Recording:
    """Their choice, or the usual one (not saved); one query."""
    return Recording.objects.filter(person=person).first() or Recording(person=person)
