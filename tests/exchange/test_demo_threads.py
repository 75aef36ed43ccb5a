"""The demo company's questions, at whatever hour of whatever day they are loaded."""

import tomllib
from collections import Counter

import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.exchange.halage.company import Company, Table, load_company
from knowledge.exchange.halage.moments import Clock
from knowledge.exchange.halage.thread_record import load_record
from knowledge.exchange.halage.threads import Story, load_threads
from knowledge.exchange.halage.waiting import load_waiting
from knowledge.exchange.halage.working import load_working
from knowledge.exchange.management.commands.load_demo import DEMO
from knowledge.insights.threads.queries import reachable_areas, threads_of
from knowledge.notifications.models import Notification
from knowledge.passages.models import AudienceChoices, Comment, Passage
from knowledge.search.models import SearchChange
from knowledge.threads.leases import hand_over_due
from knowledge.threads.models import (
    Answer,
    Claim,
    ClaimOutcome,
    CloseReason,
    CustomerLine,
    Offer,
    OfferOutcome,
    State,
    Thread,
    ThreadEvent,
    Urgency,
)
from knowledge.threads.queries.late import late_threads
from knowledge.threads.queries.routing import queue_of
from tests.factories import make_person

MOMENTS = (
    "2026-11-25T15:00:00+01:00",
    "2027-03-28T02:30:00+01:00",
    "2026-11-22T23:58:00+01:00",
    "2026-11-23T09:03:00+01:00",
)

pytestmark = pytest.mark.django_db


def _table(name: str) -> Table:
    return tomllib.loads((DEMO / f"{name}.toml").read_text(encoding="utf-8"))


def _load() -> tuple[Company, dict[str, Story]]:
    """Everything about questions, without the articles, which take ten times as long."""
    company = load_company(_table("company"), password="halage-demo")
    load_working(_table("working"), company)
    clock = Clock.at_loading()
    tables = {language: _table(f"threads-{language}") for language in ("en", "fr")}
    stories = load_threads(tables, company, {}, clock)
    record = load_record(list(stories.values()), company, {}, clock)
    load_waiting(stories.values(), record)
    record.save()
    return company, stories


@pytest.mark.parametrize(
    "moment", [*MOMENTS[:2], *(pytest.param(one, marks=pytest.mark.slow) for one in MOMENTS[2:])]
)
def test_whenever_it_is_loaded_the_rows_are_whole_and_nothing_is_in_the_future(
    moment: str,
) -> None:
    with time_machine.travel(moment, tick=False):
        _load()
        now = timezone.now()
        for thread in Thread.objects.all():
            thread.full_clean(exclude=["folded_title"])
            _check_order(thread)
        for model in (Answer, Offer, Claim, CustomerLine, ThreadEvent):
            for row in model.objects.all():
                row.full_clean()
        assert not ThreadEvent.objects.filter(at__gt=now).exists()
        assert not Notification.objects.filter(created_at__gt=now).exists()
        assert not Offer.objects.filter(outcome=OfferOutcome.WAITING, expires_at__lte=now).exists()
        assert not Claim.objects.filter(outcome=ClaimOutcome.HELD, holds_until__lte=now).exists()


def _check_order(thread: Thread) -> None:
    moments = [thread.asked_at, *thread.answers.values_list("created_at", flat=True)]
    assert moments == sorted(moments), thread.title
    assert moments[-1] <= thread.updated_at <= timezone.now(), thread.title
    first = thread.events.first()
    assert first is not None
    assert first.verb == ThreadEvent.Verb.ASKED, thread.title
    if thread.solved_at is not None:
        assert thread.solved_at >= moments[-1], thread.title


class TestOnAWednesday(TestCase):
    """Loaded once for all that only reads it: it takes seconds."""

    stories: dict[str, Story]

    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(MOMENTS[0], tick=False):
            _company, cls.stories = _load()

    def setUp(self) -> None:
        travelling = time_machine.travel(MOMENTS[0], tick=False)
        travelling.start()
        self.addCleanup(travelling.stop)

    def test_every_state_reason_and_urgency_is_there_in_both_languages(self) -> None:
        threads = Thread.objects.all()
        languages = Counter(threads.values_list("language", flat=True))
        assert sum(languages.values()) >= 80
        assert min(languages["fr"], languages["en"]) >= 40
        assert set(threads.values_list("state", flat=True)) == set(State.values)
        assert set(threads.values_list("urgency", flat=True)) == set(Urgency.values)
        reasons = set(threads.exclude(close_reason="").values_list("close_reason", flat=True))
        assert reasons == set(CloseReason.values)
        months = {thread.asked_at.strftime("%Y-%m") for thread in threads}
        assert len(months) >= 6

    def test_the_expert_finds_a_queue_and_the_reasons_why(self) -> None:
        expert = User.objects.get(email="helene.vasseur@halage.example")
        assert len(queue_of(expert)) >= 5
        offers = expert.offers.filter(outcome=OfferOutcome.WAITING)
        assert offers.filter(thread__urgency=Urgency.NOW).exists()
        assert all(offer.reasons["level"] == 3 for offer in offers)
        assert any(offer.line for offer in offers)

    def test_something_is_late_answered_in_part_merged_and_told(self) -> None:
        assert late_threads().count() >= 3
        waiting_in_part = Answer.objects.filter(is_partial=True, thread__state=State.OPEN)
        assert waiting_in_part.exists()
        assert ThreadEvent.objects.filter(verb=ThreadEvent.Verb.MERGED).count() >= 4
        kinds = set(CustomerLine.objects.values_list("kind", flat=True))
        assert kinds == set(CustomerLine.Kind.values)
        assert Comment.objects.filter(subject_kind="answer").count() >= 5
        assert SearchChange.objects.filter(kind="thread").count() == Thread.objects.count()

    def test_most_answers_say_what_the_customer_may_be_told(self) -> None:
        told = Passage.objects.filter(audience=AudienceChoices.CUSTOMER).order_by()
        texts = set(told.values_list("text", flat=True))
        full = Answer.objects.filter(is_partial=False)
        assert sum(answer.text_id in texts for answer in full) >= 0.9 * full.count()

    def test_the_worker_goes_on_from_there(self) -> None:
        with time_machine.travel("2026-11-26T11:00:00+01:00", tick=False):
            for _round in range(20):
                if not hand_over_due(100):
                    break
            now = timezone.now()
            assert not Offer.objects.filter(
                outcome=OfferOutcome.WAITING, expires_at__lte=now
            ).exists()
            waiting = Thread.objects.filter(state__in=[State.OPEN, State.CLAIMED])
            assert not waiting.filter(route_at__lte=now).exists()

    def test_a_closed_areas_questions_are_closed(self) -> None:
        outsider = make_person()
        closed = Thread.objects.filter(area__slug="network-security")
        assert closed.exists()
        assert not closed.visible_to(outsider).exists()

    def test_the_figures_have_something_to_tell(self) -> None:
        viewer = User.objects.administrators().first()
        assert viewer is not None
        report = threads_of(viewer, 90, reachable_areas(viewer))
        assert report.total.speed is not None
        assert report.total.speed.first_answer.count >= 30
        assert {row.area.slug for row in report.without_expert} >= {"maree", "charging-points"}
        assert report.originals

    def test_what_the_files_name_exists(self) -> None:
        slugs = {path.stem for path in DEMO.glob("*/*.md")}
        named = {story.row["article"] for story in self.stories.values() if "article" in story.row}
        assert named <= slugs
        follows = _table("working")["follows"]
        assert {slug for row in follows for slug in row.get("articles", ())} <= slugs
        assert {key for row in follows for key in row.get("threads", ())} <= self.stories.keys()
        assert {slug for row in follows for slug in row.get("areas", ())} <= set(
            Area.objects.values_list("slug", flat=True)
        )
