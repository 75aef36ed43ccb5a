"""One line, in English or in French, says what was done; what it does not say is asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.contributions.durations import WrongDuration, read_minutes, write_minutes
from knowledge.contributions.models import Entry, Kind
from knowledge.contributions.quick_add import AreaNames, Understood, understand
from tests.conftest import ClientOf

TODAY = date(2026, 11, 18)
"""A Wednesday."""
AREAS = (
    AreaNames(1, "billing", ("Billing", "Facturation")),
    AreaNames(2, "smart-meters", ("Smart meters", "Compteurs communicants")),
    AreaNames(3, "meters", ("Meters", "Compteurs")),
)


def _read(line: str, language: str = "en") -> Understood:
    return understand(line, today=TODAY, language=language, areas=AREAS)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90),
        ("1h30", 90),
        ("1:30", 90),
        ("1,5 h", 90),
        ("1.5h", 90),
        ("1,5", 90),
        ("1 h 30 min", 90),
        ("1H05", 65),
        ("2h", 120),
        ("2 hours", 120),
        ("½ h", 30),
        ("45 min", 45),
        ("45'", 45),
        ("45 minutes", 45),
        ("0,25 h", 15),
        ("1/2 h", 30),
        ("1/2h", 30),
        ("3/4 heure", 45),
        ("1 1/2 h", 90),
        ("1½ h", 90),
        ("¼ hour", 15),
        ("2/3 h", 40),
        (" 7 ", 7),
        ("0", 0),
    ],
)
def test_a_duration_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "soon", "-5", "1h75", "1:75", "12 km", "1e3", "1h30 2h"])
def test_what_is_no_duration_is_refused(typed: str) -> None:
    with pytest.raises(WrongDuration):
        read_minutes(typed)


@given(st.integers(0, 9_999))
def test_what_the_sheet_shows_is_read_back(minutes: int) -> None:
    assert read_minutes(write_minutes(minutes)) == minutes
    assert read_minutes(f"{minutes // 60}:{minutes % 60:02}") == minutes
    assert read_minutes(f"{minutes // 60}h{minutes % 60:02}") == minutes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("30 min forum #link", Understood(30, Kind.FORUM, TODAY, None, "#link", "")),
        (
            "30 min forum #https://forum.example/t/4",
            Understood(30, Kind.FORUM, TODAY, None, "https://forum.example/t/4", ""),
        ),
        (
            "2h talk https://days.example/grid Monday",
            Understood(120, Kind.TALK, date(2026, 11, 16), None, "https://days.example/grid", ""),
        ),
        (
            "45 min answer on the customer forum about late bills #4711 yesterday",
            Understood(45, Kind.FORUM, date(2026, 11, 17), None, "#4711", "answer on the about late bills"),
        ),
        (
            "article on the hum of inverters 1:30 #smart-meters",
            Understood(90, Kind.ARTICLE, TODAY, 2, "", "hum of inverters"),
        ),
        (
            "20 LinkedIn meters https://linkedin.example/x.",
            Understood(20, Kind.SOCIAL, TODAY, 3, "https://linkedin.example/x", "LinkedIn meters"),
        ),
        (
            "an hour office hours, room 12, last Wednesday",
            Understood(60, Kind.OFFICE_HOURS, date(2026, 11, 11), None, "", "room 12"),
        ),
        (
            "15m review of release 2.1 on 12 November",
            Understood(15, Kind.REVIEW, date(2026, 11, 12), None, "", "release 2.1"),
        ),
        (
            "field immersion 3 hours 2026-11-10 shop of Lyon",
            Understood(180, Kind.IMMERSION, date(2026, 11, 10), None, "", "shop of Lyon"),
        ),
        ("blog 40 min 3 days ago", Understood(40, Kind.BLOG, date(2026, 11, 15), None, "", "")),
        (
            "1/2 hour coaching on 1/2",
            Understood(30, Kind.COACHING, date(2026, 2, 1), None, "", ""),
        ),
        ("1 1/2 h review 12/11", Understood(90, Kind.REVIEW, date(2026, 11, 12), None, "", "")),
        (
            "training Nov 2, 1h, smart meters for newcomers",
            Understood(60, Kind.TALK, date(2026, 11, 2), 2, "", "smart meters for newcomers"),
        ),
    ],
)  # fmt: skip
def test_an_english_line_is_understood(line: str, expected: Understood) -> None:
    assert _read(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "1h30 relecture facture hier",
            Understood(90, Kind.REVIEW, date(2026, 11, 17), None, "", "facture"),
        ),
        (
            "une demi-heure de permanence mardi dernier, salle 12",
            Understood(30, Kind.OFFICE_HOURS, date(2026, 11, 17), None, "", "salle 12"),
        ),
        ("1/2 h forum", Understood(30, Kind.FORUM, TODAY, None, "", "")),
        (
            "demi-heure de relecture le 1/2",
            Understood(30, Kind.REVIEW, date(2026, 2, 1), None, "", ""),
        ),
        (
            "30 mn réponse forum clients #facturation avant-hier",
            Understood(30, Kind.FORUM, date(2026, 11, 16), None, "#facturation", "réponse"),
        ),
        (
            "1,5 h conférence https://jours.example/réseau le 12/11",
            Understood(90, Kind.TALK, date(2026, 11, 12), None, "https://jours.example/réseau", ""),
        ),
        (
            "suivi de signalement 12 min lun compteurs communicants",
            Understood(12, Kind.REPORT, date(2026, 11, 16), 2, "", "compteurs communicants"),
        ),
        (
            "fiche sur l’index estimé 45' aujourd’hui",
            Understood(45, Kind.ARTICLE, TODAY, None, "", "index estimé"),
        ),
        (
            "immersion terrain 4 heures il y a 2 jours Facturation",
            Understood(240, Kind.IMMERSION, date(2026, 11, 16), 1, "", "Facturation"),
        ),
        (
            "tribune 2h le 1er septembre 2026",
            Understood(120, Kind.PUBLICATION, date(2026, 9, 1), None, "", ""),
        ),
    ],
)
def test_a_french_line_is_understood(line: str, expected: Understood) -> None:
    assert _read(line, "fr") == expected


def test_a_word_of_the_other_language_is_no_day() -> None:
    assert _read("20 article mon idée de la mer", "fr").label == "mon idée de la mer"
    assert _read("20 article mon", "en").day == date(2026, 11, 16)


@pytest.mark.parametrize("name", ["monday", "tuesday", "wednesday", "thursday", "sunday"])
def test_the_name_of_a_day_is_the_last_such_day(name: str) -> None:
    day = _read(f"10 review {name}").day
    assert TODAY - timedelta(days=6) <= day <= TODAY
    assert f"{day:%A}".lower() == name


@pytest.mark.parametrize("line", ["", "   ", "review of the bill", "30", "1h75 review", "99/99"])
def test_what_is_not_said_is_not_guessed(line: str) -> None:
    found = _read(line)
    assert found.minutes is None or found.kind is None
    assert found.day == TODAY


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_understood_by_its_name_on_the_screen(kind: Kind) -> None:
    labels = {str(each.label): each for each in Kind}
    assert understand(f"20 min {kind.label}", today=TODAY, labels=labels).kind == kind


@given(st.text(max_size=2_000), st.sampled_from(["en", "fr"]))
def test_no_line_is_too_strange(line: str, language: str) -> None:
    found = understand(line, today=TODAY, language=language, areas=AREAS)
    assert found.minutes is None or found.minutes >= 0
    assert len(found.label) <= len(line)
    assert len(found.url) <= len(line)


WORDS = st.sampled_from(["the", "bill", "of", "a", "customer", "relevé", "compteur", "énergie"])


@given(
    minutes=st.integers(1, 600),
    kind=st.sampled_from([("review", Kind.REVIEW), ("webinar", Kind.TALK), ("blog", Kind.BLOG)]),
    back=st.integers(0, 60),
    words=st.lists(WORDS, max_size=4),
    order=st.permutations(range(4)),
)
def test_the_order_of_what_is_said_does_not_matter(
    minutes: int, kind: tuple[str, Kind], back: int, words: list[str], order: list[int]
) -> None:
    day = TODAY - timedelta(days=back)
    parts = [f"{minutes} min", kind[0], day.isoformat(), "https://a.example/b?c=1h30"]
    line = " ".join([*words, *(parts[index] for index in order)])
    found = _read(line)
    assert (found.minutes, found.kind, found.day) == (minutes, kind[1], day)
    assert found.url == "https://a.example/b?c=1h30"


@pytest.mark.django_db
def test_a_line_is_looked_at_without_standing_in_an_address(
    client_of: ClientOf, expert: User
) -> None:
    client = client_of(expert)
    page = client.get("/time/add/").content.decode()
    assert 'hx-post="/time/add/?look=1"' in page
    assert "hx-get" not in page.partition('id="line"')[2].partition(">")[0]
    sent = {"line": "1/2 h forum Mr Smith's bill"}
    part = client.post("/time/add/?look=1", sent, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "Customer-forum reply" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert not Entry.objects.exists()
