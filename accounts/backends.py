"""Who is signed in: one query for the person and whether anything is restricted."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

PERSON = """
SELECT person.*, EXISTS (SELECT 1 FROM accounts_arearestriction) AS restrictions_exist
FROM accounts_user person WHERE person.id = %s AND person.is_active
"""


class TerroirBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, with a `get_user` that saves later queries.

    Written as SQL because every request runs it, and composing it cost more than all the rest of the
    frame. `restrictions_exist` rides along, so that a new restriction holds at once in every process
    without a cache to empty.
    """

    def get_user(self, user_id: int) -> User | None:
        return next(iter(User.objects.raw(PERSON, [user_id])), None)
