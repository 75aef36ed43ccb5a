"""Who searched what is forgotten in time, and the counts stay right whatever happens meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import User
from knowledge.search import retention, worker
from knowledge.search.clusters import key_of, stems_of
from knowledge.search.models import SearchDay, SearchLog
from knowledge.search.retention import digest_of, first_kept_day, fold_day, fold_old_searches
from tests.factories import make_person
from tests.search.logged import log_search

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 6, 10)
NOW = datetime(2026, 9, 20, 12, tzinfo=PARIS)


def at(hour: int = 10, minute: int = 0, *, day: date = DAY, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=PARIS)


@pytest.fixture
def three(db: None) -> list[User]:
    return [make_person() for _number in range(3)]


def _fold_all() -> int:
    days = 0
    while fold_old_searches():
        days += 1
    return days


def test_counts_stay_and_people_go(three: list[User]) -> None:
    for number, person in enumerate(three):
        log_search(person, "Bill doubled!", at=at(9 + number), left_after=10)
        log_search(person, "the bill doubled", at=at(14 + number), outcome="copied")
    log_search(three[0], "bills doubled", at=at(18), total=0)
    assert fold_day(DAY) == 7
    assert not SearchLog.objects.exists()
    row = SearchDay.objects.get()
    assert (row.day, row.cluster, row.words) == (DAY, "bil doubl", "Bill doubled!")
    assert (row.searches, row.no_result, row.no_click, row.failed, row.people) == (7, 1, 4, 4, 3)


def test_words_that_fewer_than_three_people_typed_are_not_kept(three: list[User]) -> None:
    for person in three[:2]:
        log_search(person, "bill of Mrs Dupont", at=at())
    fold_day(DAY)
    row = SearchDay.objects.get()
    assert (row.words, row.searches, row.people) == ("", 2, 2)
    assert row.cluster == digest_of("bil dupont mrs")
    assert "dupont" not in row.cluster


def test_filters_typed_into_the_box_are_not_kept(three: list[User]) -> None:
    for person in three:
        log_search(person, "bill area:fraud-desk", at=at())
    fold_day(DAY)
    row = SearchDay.objects.get()
    assert (row.cluster, row.words) == ("bil", "bill")


def test_only_what_is_older_than_the_setting_goes(three: list[User], settings: Any) -> None:
    settings.SEARCH_LOG_DAYS = 90
    with time_machine.travel(NOW, tick=False):
        first = first_kept_day()
        assert first == date(2026, 6, 22)
        log_search(three[0], "old", at=at(23, 59, day=first - timedelta(days=1)))
        kept = log_search(three[0], "kept", at=at(0, 0, day=first))
        assert _fold_all() == 1
    assert list(SearchLog.objects.all()) == [kept]
    settings.SEARCH_LOG_DAYS = 3
    with time_machine.travel(NOW, tick=False):
        assert _fold_all() == 1
    assert not SearchLog.objects.exists()


def test_days_are_those_of_the_companys_time_zone(three: list[User]) -> None:
    utc = ZoneInfo("UTC")
    log_search(three[0], "late", at=datetime(2026, 6, 10, 21, 59, tzinfo=utc))
    log_search(three[0], "early", at=datetime(2026, 6, 10, 22, 0, tzinfo=utc))
    with timezone.override("America/Los_Angeles"), time_machine.travel(NOW, tick=False):
        assert _fold_all() == 2
    days = SearchDay.objects.order_by("day").values_list("day", "cluster")
    assert list(days) == [
        (DAY, digest_of(key_of(stems_of("late")))),
        (DAY + timedelta(days=1), digest_of(key_of(stems_of("early")))),
    ]


def test_a_search_given_up_across_midnight_is_judged_with_the_next_days_row(
    three: list[User],
) -> None:
    log_search(three[0], "bill", at=at(23, 59, second=40))
    log_search(three[0], "move", at=at(0, 0, day=DAY + timedelta(days=1), second=20))
    fold_day(DAY)
    assert SearchDay.objects.get().failed == 1


def test_programs_are_forgotten_and_not_counted(three: list[User]) -> None:
    log_search(three[0], "bill", at=at(), source="api")
    assert fold_day(DAY) == 1
    assert not SearchLog.objects.exists()
    assert not SearchDay.objects.exists()


def test_a_day_is_never_half_folded(three: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between writing the counts and deleting the rows: neither happened."""
    for person in three:
        log_search(person, "bill", at=at())
    write = retention._write

    def killed(*args: Any) -> None:
        write(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_write", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            fold_day(DAY)
    assert SearchLog.objects.count() == 3
    assert not SearchDay.objects.exists()
    fold_day(DAY)
    assert SearchDay.objects.get().searches == 3
    assert fold_day(DAY) == 0
    assert SearchDay.objects.get().searches == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_a_day_once(three: list[User]) -> None:
    for number in range(60):
        log_search(three[number % 3], "bill", at=at(9, number))
    both = Barrier(2)

    def work() -> int:
        try:
            both.wait(timeout=10)
            return fold_day(DAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        folded = [future.result() for future in [pool.submit(work) for _worker in range(2)]]
    assert sorted(folded) == [0, 60]
    assert SearchDay.objects.get().searches == 60


def test_what_comes_late_for_a_folded_day_is_added(three: list[User]) -> None:
    for _round in range(2):
        for person in three:
            log_search(person, "bill", at=at(), total=0)
        fold_day(DAY)
    row = SearchDay.objects.get()
    assert (row.searches, row.failed, row.people, row.words) == (6, 6, 6, "bill")


def test_searches_too_long_to_tell_apart_are_one_cluster(three: list[User]) -> None:
    for ending in ("a", "b"):
        log_search(three[0], " ".join(f"w{n}x" for n in range(120))[:498] + ending, at=at())
    log_search(three[0], "ﷺ" * 400, at=at())
    fold_day(DAY)
    assert sum(row.searches for row in SearchDay.objects.all()) == 3


def test_any_words_are_folded(three: list[User]) -> None:
    for number, words in enumerate(("?!…", "😀", "le la", "<b>x</b>", "%s {}", "# - #", "a" * 500)):
        log_search(three[0], words, at=at(9, number * 2))
    assert fold_day(DAY) == 7
    assert sum(row.searches for row in SearchDay.objects.all()) == 7


def test_the_worker_does_it(db: None) -> None:
    runs = {job.name: job.run for job in worker.jobs()}
    assert runs["searches to forget"] is fold_old_searches
    assert fold_old_searches() is False


def test_a_day_costs_the_same_queries_however_many_searches(
    three: list[User], assert_same_queries: Callable[..., None]
) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            words = f"bill {SearchLog.objects.count()}{number}"
            log_search(three[number % 3], words, at=at(number % 24))

    def fold() -> None:
        sid = transaction.savepoint()
        fold_day(DAY)
        transaction.savepoint_rollback(sid)

    assert_same_queries(fold, grow)
