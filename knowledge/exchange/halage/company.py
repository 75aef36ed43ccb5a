"""Areas, teams, people, expertise and topics of the demo company."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.actions import (
    confirm_expertise,
    create_person,
    create_team,
    declare_expertise,
    restrict_area,
    set_area_owners,
)
from accounts.models import Team, User
from knowledge.areas.actions import create_area
from knowledge.areas.models import Area
from knowledge.areas.topics import add_synonym, find_topic, topics_named

Table = dict[str, Any]
DOMAIN = "halage.example"


@dataclass(kw_only=True)
class Company:
    """What later steps look up: by e-mail, by slug of the file."""

    people: dict[str, User] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    def person(self, name: str) -> User:
        """Somebody by the part of their address before the domain."""
        return self.people[f"{name}@{DOMAIN}"]


def load_company(table: Table, *, password: str) -> Company:
    """Make the company of a parsed company.toml. Everyone gets the same password, hashed once."""
    company = Company()
    _teams(company, table["teams"])
    _people(company, table["people"])
    User.objects.filter(email__in=company.people).update(password=make_password(password))
    for row in table["teams"]:
        company.teams[row["slug"]].managers.set(company.people[mail] for mail in row["managers"])
    _areas(company, table["areas"])
    _expertise(company, table["expertise"])
    for row in table["synonyms"]:
        topic = topics_named(names=[row["topic"]])[0]
        for word in row["words"]:
            if find_topic(word) is None:
                add_synonym(topic, name=word)
    return company


def _teams(company: Company, rows: list[Table]) -> None:
    for row in _parents_first(rows):
        company.teams[row["slug"]] = create_team(
            name=row["name"], parent=company.teams.get(row["parent"])
        )


def _people(company: Company, rows: list[Table]) -> None:
    for row in rows:
        company.people[row["email"]] = create_person(
            email=row["email"],
            display_name=row["display_name"],
            roles=row["roles"],
            job_title=row["job_title"],
            team=company.teams.get(row["team"]),
            languages=row["languages"],
            interface_language=row["interface_language"],
            time_zone=row["time_zone"],
        )


def _areas(company: Company, rows: list[Table]) -> None:
    position: dict[str, int] = defaultdict(int)
    for row in _parents_first(rows):
        position[row["parent"]] += 1
        area = create_area(
            name=row["name"],
            name_fr=row["name_fr"],
            parent=company.areas.get(row["parent"]),
            description=row["description"],
            description_fr=row["description_fr"],
            colour=row["colour"],
            position=position[row["parent"]],
        )
        company.areas[row["slug"]] = area
        set_area_owners(area, owners=[company.people[mail] for mail in row["leads"]], by=None)
        if row["restricted_to"]:
            restrict_area(
                area, teams=[company.teams[slug] for slug in row["restricted_to"]], by=None
            )


def _expertise(company: Company, rows: list[Table]) -> None:
    for row in rows:
        area = company.areas[row["area"]]
        expertise = declare_expertise(
            person=company.people[row["person"]],
            area=area,
            level=row["level"],
            deputy=company.people.get(row["deputy"]),
        )
        lead = area.owners.select_related("person").first()
        if row["confirmed"] and lead:
            confirm_expertise(expertise, by=lead.person)


def _parents_first(rows: list[Table]) -> list[Table]:
    """The rows in an order in which each comes after its parent."""
    placed: list[Table] = []
    known = {""}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row["parent"] in known]
        if not ready:
            raise ValueError(f"No such parent: {sorted({row['parent'] for row in waiting})}")
        placed += ready
        known |= {row["slug"] for row in ready}
        waiting = [row for row in waiting if row["slug"] not in known]
    return placed
