"""Sessions in the database, as Django keeps them, read without composing the query each time."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

OPEN_SESSION = """
SELECT session_key, session_data, expire_date FROM django_session
WHERE session_key = %s AND expire_date > %s
"""


class SessionStore(DatabaseStore):
    """SESSION_ENGINE names this module. Every request reads a session: most of what Django's own read
    costs is spent on writing its SQL.
    """

    def _get_session_from_db(self) -> Session | None:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = next(iter(Session.objects.raw(OPEN_SESSION, [self.session_key, now])), None)
        if found is None:
            self._session_key = None
        return found
