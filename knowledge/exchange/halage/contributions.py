"""What people of the demo company gave of their working time in half a year, and what they plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.actions.contracts import Employment, declare_contract
from accounts.models import Expertise, TeamMembership
from accounts.permissions import hidden_area_ids
from accounts.working_time import work_times_of
from knowledge.articles.models import Article
from knowledge.contributions.actions.allowance import set_allowance
from knowledge.contributions.actions.corrections import correct_entry
from knowledge.contributions.actions.entries import record_entries
from knowledge.contributions.actions.months import close_month, month_of
from knowledge.contributions.actions.plans import make_blocks
from knowledge.contributions.facts import Facts
from knowledge.contributions.models import OUTSIDE, Activity, Block, Kind, PlanSlot, Source
from knowledge.threads.models import Answer

if TYPE_CHECKING:
    from accounts.availability import WorkTime
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.contributions.models import Entry
    from knowledge.exchange.halage.company import Company, Table

WEEKS: Final = 26
IN_THE_COMPANY: Final = timedelta(days=700)
CLOSED_AFTER: Final = timedelta(days=45)
LONGEST: Final = 50
"""Minutes of one contribution."""

_EVENING: Final = time(18, 30)
_SPREAD: Final = 1.4
_CORRECTED_EVERY: Final = 60
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri")
_FATES: Final = {
    "k": (Block.Fate.KEPT, ""),
    "v": (Block.Fate.MOVED, ""),
    "M": (Block.Fate.LOST, Block.Reason.MEETING),
    "I": (Block.Fate.LOST, Block.Reason.INCIDENT),
    "T": (Block.Fate.LOST, Block.Reason.TRAINING),
    "C": (Block.Fate.LOST, Block.Reason.CUSTOMER),
    "D": (Block.Fate.LOST, Block.Reason.DEADLINE),
    "N": (Block.Fate.LOST, Block.Reason.NONE),
    "L": (Block.Fate.LOST, Block.Reason.INCIDENT),
}


class Subject(NamedTuple):
    """Something that time was spent on."""

    label: str
    url: str
    area: Area | None
    kind: str = ""
    number: int | None = None


def load_contributions(table: Table, company: Company) -> int:
    """Contracts, allowances, contributions and plans of the parsed contributions.toml, after everything
    that they were spent on; how many contributions.
    """
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    TeamMembership.objects.update(since=today - IN_THE_COMPANY)
    _employ(table, company, since=today - IN_THE_COMPANY)
    people = [company.person(row["person"]) for row in table["people"]]
    first = monday - timedelta(weeks=WEEKS)
    work_times = work_times_of([person.pk for person in people], first, today)
    subjects = _subjects(people, table["outside"])
    made: list[Entry] = []
    Activity.objects.all().delete()
    for row, person in zip(table["people"], people, strict=True):
        given = _Given(row, person, work_times[person.pk], subjects[person.pk])
        written = [(facts, _evening(facts.day)) for facts in given.all(first, monday, today)]
        if written:
            made += record_entries(person=person, made=written, source=Source.MANUAL)
        if "to_confirm" in row:
            _propose(row["to_confirm"], person, work_times[person.pk], subjects[person.pk], today)
        if "plan" in row:
            _plan(row["plan"], person, monday)
    _settle(made, company, today=today)
    return len(made)


def _employ(table: Table, company: Company, *, since: date) -> None:
    for row in table["contracts"]:
        employment = Employment(
            full_time_minutes=row["full_time"],
            share=row["share"],
            weekday_minutes=tuple(row["weekdays"]),
            country="FR",
            subdivision=row.get("subdivision", ""),
        )
        person = company.person(row["person"])
        declare_contract(person=person, since=since, employment=employment, by=None)
    for row in table["allowances"]:
        set_allowance(
            by=company.person("ruth.okafor"),
            since=since,
            lowest=row["lowest"],
            highest=row["highest"],
            unit=row["unit"],
            team=company.teams[row["team"]],
        )


class _Given:
    """What one person gave: so much of what they could work, on what comes round in turn."""

    def __init__(
        self, row: Table, person: User, work_time: WorkTime, subjects: dict[str, list[Subject]]
    ) -> None:
        self._chance = Random(row["person"])  # noqa: S311 - the same company each time
        self._shares = self._told(row)
        self._kinds = cycle(row["kinds"].split())
        self._subjects = {kind: cycle(found) for kind, found in subjects.items() if found}
        self._work_time = work_time

    def _told(self, row: Table) -> list[float]:
        if "shares" in row:
            return [float(share) for share in row["shares"].split()]
        level = float(row["level"])
        drawn = (self._chance.gauss(level, _SPREAD / 2) for _week in range(WEEKS))
        return [max(0.0, share) for share in drawn]

    def all(self, first: date, monday: date, today: date) -> Iterator[Facts]:
        """By week; of the present one as far as it has come."""
        for number, share in enumerate(self._shares):
            yield from self._week(first + timedelta(weeks=number), share, monday)
        yield from self._week(monday, self._shares[-1] * 0.8, today)

    def _week(self, monday: date, share: float, before: date) -> Iterator[Facts]:
        days = [monday + timedelta(days=number) for number in range(7)]
        days = [day for day in days if day < before and self._work_time.minutes_on(day)]
        left = round(sum(map(self._work_time.minutes_on, days)) * share / 100)
        while left > 0 and days:
            minutes = left if left <= LONGEST else self._chance.randint(12, LONGEST - 5)
            yield self._one(self._chance.choice(days), minutes)
            left -= minutes

    def _one(self, day: date, minutes: int) -> Facts:
        kind = next(kind for kind in self._kinds if kind in self._subjects)
        subject = next(self._subjects[kind])
        return Facts(
            day=day,
            minutes=minutes,
            kind=kind,
            area=subject.area,
            label=subject.label,
            url=subject.url,
            subject_kind=subject.kind,
            subject_id=subject.number,
        )


def _subjects(people: list[User], outside: Table) -> dict[int, dict[str, list[Subject]]]:
    """By person and kind, what they may have spent time on: what they wrote and answered, and what they
    do outside in the area that they know best.
    """
    found: dict[int, dict[str, list[Subject]]] = defaultdict(lambda: defaultdict(list))
    articles = list(Article.objects.prefetch_related("areas").order_by("pk"))
    answers = Answer.objects.select_related("thread__area").order_by("pk")
    known = {
        row.person_id: row.area
        for row in Expertise.objects.select_related("area").order_by("level", "-pk")
    }
    for article in articles:
        found[article.owner_id][Kind.ARTICLE].append(_of_article(article))
    for answer in answers:
        thread = answer.thread
        url = reverse("threads:detail", args=[thread.pk])
        subject = Subject(thread.title, url, thread.area, "thread", thread.pk)
        found[answer.author_id][Kind.ANSWER].append(subject)
    for number, person in enumerate(people):
        mine, area = found[person.pk], known.get(person.pk)
        closed = hidden_area_ids(person)
        others = [
            each
            for each in articles
            if each.owner_id != person.pk
            and closed.isdisjoint(area.pk for area in each.areas.all())
        ]
        near = [each for each in others if area in each.areas.all()] or others[number::9]
        mine[Kind.REVIEW] = mine[Kind.COACHING] = [_of_article(each) for each in near]
        for kind in OUTSIDE:
            if kind in outside:
                words = outside[kind]
                label = words[person.interface_language]
                mine[kind] = [Subject(label, words["url"], area)]
    return found


def _of_article(article: Article) -> Subject:
    areas = article.areas.all()
    return Subject(
        article.title,
        article.get_absolute_url(),
        areas[0] if areas else None,
        "article",
        article.pk,
    )


def _propose(
    rows: Table, person: User, work_time: WorkTime, subjects: dict[str, list[Subject]], today: date
) -> None:
    """What they did on their latest working days and have not decided on."""
    day = today
    for kind, minutes in rows.items():
        day -= timedelta(days=1)
        while not work_time.minutes_on(day):
            day -= timedelta(days=1)
        subject = subjects[kind][-1]
        Activity.objects.create(
            person=person,
            day=day,
            kind=kind,
            subject_kind=subject.kind,
            subject_id=subject.number or 0,
            label=subject.label,
            url=subject.url,
            area=subject.area,
            minutes=minutes,
            changed_at=_evening(day),
        )


def _plan(row: Table, person: User, monday: date) -> None:
    """A block a week, and what became of the latest ones."""
    hour, minute = map(int, row["start"].split(":"))
    weekday, start = _DAYS.index(row["day"]), hour * 60 + minute
    first = monday - timedelta(weeks=len(row["fates"]))
    slot = PlanSlot.objects.create(
        person=person, weekday=weekday, start=start, minutes=row["minutes"], since=first
    )
    for number, letter in enumerate(row["fates"]):
        day = first + timedelta(weeks=number, days=weekday)
        fate, reason = _FATES[letter]
        block = Block(
            person=person, slot=slot, day=day, start=start, minutes=row["minutes"],
            fate=fate, reason=reason, decided_at=_evening(day),
        )  # fmt: skip
        if fate == Block.Fate.MOVED:
            following = day + timedelta(days=1)
            block.moved_to = Block.objects.create(
                person=person, day=following, start=start, minutes=row["minutes"],
                fate=Block.Fate.KEPT, decided_at=_evening(following),
            )  # fmt: skip
        block.save()
    make_blocks(person=person)


def _settle(made: list[Entry], company: Company, *, today: date) -> None:
    """Months long past are closed; some contributions are corrected, before and after that."""
    wrong = [entry for entry in made if entry.minutes > LONGEST / 2][::_CORRECTED_EVERY]
    late, early = wrong[::4], [entry for number, entry in enumerate(wrong) if number % 4]
    for entry in early:
        correct_entry(entry=entry, by=entry.person, minutes=entry.minutes - 10, sure=True)
    months = {month_of(entry.day) for entry in made}
    over = {month_of(today - CLOSED_AFTER)}
    for month in sorted(months):
        if month < min(over):
            close_month(month=month, by=company.person("ruth.okafor"))
    for entry in late:
        correct_entry(entry=entry, by=entry.person, minutes=entry.minutes - 5, sure=True)


def _evening(day: date) -> datetime:
    """When it was written down; not in the future."""
    moment = datetime.combine(day, _EVENING, tzinfo=timezone.get_default_timezone())
    return min(moment, timezone.now())
