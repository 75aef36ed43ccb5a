"""Sessions that ran out are deleted, with the browser and the address that were noted of them."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.actions.sessions import AT_ONCE, KEPT, forget_old_sessions
from accounts.models import User
from knowledge.search import worker
from tests.accounts.test_signin import sign_in

pytestmark = pytest.mark.django_db

_numbers = count()


def session(expire_date: datetime) -> Session:
    key = f"session{next(_numbers)}"
    return Session.objects.create(session_key=key, session_data="", expire_date=expire_date)


def noted(person: User, key: str, last_seen_at: datetime) -> UserSession:
    facts = {"ip": "127.0.0.1", "user_agent": "Firefox", "last_seen_at": last_seen_at}
    return UserSession.objects.create(user=person, session_key=key, **facts)


def forget_all() -> None:
    while forget_old_sessions():
        pass


def test_a_session_that_ran_out_long_ago_is_deleted_and_no_other() -> None:
    now = timezone.now()
    session(now - KEPT - timedelta(minutes=1))
    kept = [session(now - KEPT + timedelta(minutes=1)), session(now + timedelta(minutes=1))]
    forget_all()
    assert set(Session.objects.all()) == set(kept)


def test_what_was_noted_at_sign_in_goes_with_its_session(expert: User) -> None:
    now = timezone.now()
    old = now - KEPT - timedelta(days=20)
    noted(expert, session(now - KEPT - timedelta(days=1)).session_key, old)
    noted(expert, "signed out long ago", old)
    kept = [
        noted(expert, session(now + timedelta(days=1)).session_key, old),
        noted(expert, "signed out today", now),
    ]
    forget_all()
    assert set(UserSession.objects.all()) == set(kept)


def test_who_is_signed_in_stays_so(expert: User, stranger: Client) -> None:
    sign_in(stranger, expert, remember="on")
    UserSession.objects.update(last_seen_at=timezone.now() - KEPT - timedelta(days=1))
    forget_all()
    assert stranger.get("/settings/").status_code == 200
    assert UserSession.objects.filter(user=expert).count() == 1


def test_long_lists_go_in_lots() -> None:
    long_ago = timezone.now() - KEPT - timedelta(days=1)
    Session.objects.bulk_create(
        Session(session_key=f"old{number}", session_data="", expire_date=long_ago)
        for number in range(AT_ONCE + 1)
    )
    assert forget_old_sessions()
    assert Session.objects.count() == 1
    assert not forget_old_sessions()
    assert not Session.objects.exists()


def test_the_worker_forgets_them_daily() -> None:
    [job] = [job for job in worker.jobs() if job.run is forget_old_sessions]
    assert job.every_seconds == timedelta(days=1).total_seconds()
