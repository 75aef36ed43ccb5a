"""The cast: the few people whom all tests are about, each made the same wherever they appear."""

from accounts.models import Team, User
from tests.factories import make_area, make_person, make_team

NAMES: dict[str, tuple[str, list[str]]] = {
    "contact": ("Nadia Fournier", ["contact"]),
    "expert": ("Maëlle Le Goff", ["expert"]),
    "colleague": ("Tom Hardy", []),
    "manager": ("Ines Moreau", ["manager"]),
    "lead": ("Karim Benali", ["lead", "expert"]),
    "administrator": ("Alix Garnier", ["administrator"]),
    "outsider": ("Olga Petit", ["contact"]),
}
"""Who they are to a test, their name, and their roles."""


def make_cast_team() -> Team:
    return make_team("Customer care")


def make_member(who: str, team: Team | None) -> User:
    """That member of the cast; the manager manages the team, the lead leads the area "Broadband"."""
    name, roles = NAMES[who]
    person = make_person(name, roles=roles, team=team)
    if who == "manager" and team is not None:
        team.managers.add(person)
    if who == "lead":
        make_area("Broadband", name_fr="Internet", owners=[person])
    return person
