"""Who is signed in: one query for the person, their team and whether anything is restricted."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists

from accounts.models import AreaRestriction, User


class TerroirBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, with a `get_user` that saves later queries.

    `restrictions_exist` rides on the query that fetches the user anyway, so that a new
    restriction holds at once in every process without a cache to empty.
    """

    def get_user(self, user_id: int) -> User | None:
        people = User.objects.active().select_related("team")
        people = people.annotate(restrictions_exist=Exists(AreaRestriction.objects.all()))
        person: User | None = people.filter(pk=user_id).first()
        return person
