"""Contracts of people, and the days that the company adds to the public holidays or takes."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.hours import write_length
from accounts.models import AccountEvent, CompanyDay, Contract, User
from accounts.models.contracts import write_share
from accounts.settled import refuse_settled

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """What a contract says; in units of `Contract`."""

    full_time_minutes: int
    share: int
    weekday_minutes: tuple[int, ...]
    time_zone: str = ""
    country: str = ""
    subdivision: str = ""

    @classmethod
    def of(cls, contract: Contract) -> "Employment":
        return cls(
            full_time_minutes=contract.full_time_minutes,
            share=contract.share,
            weekday_minutes=tuple(contract.weekday_minutes),
            time_zone=contract.time_zone,
            country=contract.country,
            subdivision=contract.subdivision,
        )

    def contract_of(self, person: User, since: date, *, by: User | None) -> Contract:
        """Not saved; full of what it says. Raises ValidationError when that does not hold."""
        facts = asdict(self) | {"weekday_minutes": list(self.weekday_minutes)}
        contract = Contract(person=person, since=since, declared_by=by, **facts)
        contract.clean_fields(exclude=["person", "declared_by"])
        contract.clean()
        return contract


@transaction.atomic
def declare_contract(
    *, person: User, since: date, employment: Employment, by: User | None
) -> Contract:
    """What they are employed for from that day on; what was declared before holds until then.

    A contract from the same day is replaced and stays in the history; the same one again changes
    nothing. Raises ValidationError (days that do not make up the share, an unknown place, a month
    that is closed).
    """
    contract = employment.contract_of(person, since, by=by)
    declare_contracts(contracts=[contract], by=by)
    return Contract.objects.in_force().get(person=person, since=since)


@transaction.atomic
def declare_contracts(*, contracts: Collection[Contract], by: User | None) -> int:
    """Those of `Employment.contract_of`, one a person and day at most; how many of them are new.

    Raises ValidationError when a new one begins in a month that is closed.
    """
    people = {contract.person_id for contract in contracts}
    list(User.objects.select_for_update().order_by("pk").filter(pk__in=people).values_list("pk"))
    new, replaced = changes_among(contracts=contracts)
    refuse_settled(each.since for each in new)
    now = timezone.now()
    for start in range(0, len(replaced), BATCH):
        batch = Contract.objects.filter(pk__in=replaced[start : start + BATCH])
        batch.update(replaced_at=now)
    Contract.objects.bulk_create(new, batch_size=BATCH)
    AccountEvent.objects.bulk_create(
        (
            AccountEvent(
                kind="contract_declared", actor=by, person=each.person, detail=_facts(each)
            )
            for each in new
        ),
        batch_size=BATCH,
    )
    return len(new)


def changes_among(*, contracts: Collection[Contract]) -> tuple[list[Contract], list[int]]:
    """Those that say something new, and the ids of what they take the place of; one query."""
    people = {contract.person_id for contract in contracts}
    rows = Contract.objects.in_force().filter(since__in={each.since for each in contracts})
    known = {(row.person_id, row.since): row for row in rows if row.person_id in people}
    new, replaced = [], []
    for contract in contracts:
        same = known.get((contract.person_id, contract.since))
        if same is None or Employment.of(same) != Employment.of(contract):
            new.append(contract)
            replaced += [same.pk] if same else []
    return new, replaced


@transaction.atomic
def take_back_contract(contract: Contract, *, by: User) -> Contract:
    """What held before its day holds on; the row stays in the history.

    Raises ValidationError when it began in a month that is closed.
    """
    if contract.replaced_at is None:
        refuse_settled([contract.since])
        contract.replaced_at = timezone.now()
        contract.save(update_fields=["replaced_at"])
        record_event("contract_taken_back", by=by, person=contract.person, detail=_facts(contract))
    return contract


@transaction.atomic
def add_company_day(
    *, day: date, name: str, is_off: bool = True, country: str = "", by: User
) -> CompanyDay:
    """Nobody works on it, or (`is_off` false) everybody does although it is a public holiday.

    Raises ValidationError when that day is there already for this country, or for everybody, or
    lies in a month that is closed.
    """
    refuse_settled([day], field="day")
    if CompanyDay.objects.filter(day=day, country=country).exists():
        raise ValidationError({"day": _("This day is there already. Remove it first.")})
    company_day = CompanyDay(day=day, name=" ".join(name.split()), is_off=is_off, country=country)
    company_day.full_clean()
    company_day.save()
    kind = "company_day_added" if is_off else "company_day_worked"
    record_event(kind, by=by, detail=_day_facts(company_day))
    return company_day


@transaction.atomic
def remove_company_day(company_day: CompanyDay, *, by: User) -> None:
    """Raises ValidationError when it lies in a month that is closed."""
    refuse_settled([company_day.day], field="day")
    facts = _day_facts(company_day)
    company_day.delete()
    record_event("company_day_removed", by=by, detail=facts)


def _facts(contract: Contract) -> dict[str, str]:
    places = filter(None, (contract.country, contract.subdivision))
    return {
        "since": contract.since.isoformat(),
        "week": write_length(contract.week_minutes),
        "full_time": write_length(contract.full_time_minutes),
        "share": f"{write_share(contract.share)} %",
        "weekdays": ", ".join(map(write_length, contract.weekday_minutes)),
        "time_zone": contract.time_zone,
        "holidays": "-".join(places),
    }


def _day_facts(company_day: CompanyDay) -> dict[str, str]:
    return {
        "day": company_day.day.isoformat(),
        "name": company_day.name,
        "holidays": company_day.country,
    }
