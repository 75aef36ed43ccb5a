"""Examples that every search is judged by: parts of words, compounds, titles, more words."""

import pytest

from accounts.models import User
from knowledge.search.queries import SearchRequest, search
from tests.factories import make_area, make_article
from tests.search.indexing import follow

pytestmark = pytest.mark.django_db

SHELF = {
    "Onboarding a business customer": "The first call, the order and the welcome letter.",
    "Where the box keeps its settings.json": "Export it before the exchange, import it afterwards.",
    "Reset a password": "Send the link to the address in the file.",
    "Wi-Fi and passwords after an exchange": "The name and the password follow the new box.",
    "Fehlermeldung beim Login": "Wartungsfenster und Störungen des Kundenbereichs.",
    "Télésurveillance et box": "Un télésurveilleur appelle quand la ligne tombe.",
    "Facture en retard": "Une lettre part quatorze jours après le rappel.",
    "Late bill": "A letter leaves fourteen days after the reminder.",
}


@pytest.fixture(autouse=True)
def _shelf(expert: User) -> None:
    area = make_area("Everything")
    for title, text in SHELF.items():
        make_article(title, owner=expert, body=f"{text}\n", areas=[area])
    follow()


def _find(person: User, words: str) -> list[str]:
    return [result.shown.title for result in search(person, SearchRequest(words=words)).results]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("boarding", "Onboarding a business customer"),
        ("onboardng", "Onboarding a business customer"),
        ("settings.json", "Where the box keeps its settings.json"),
        ("settings json", "Where the box keeps its settings.json"),
        ("pass word reset", "Reset a password"),
        ("passwordreset", "Reset a password"),
        ("surveillance", "Télésurveillance et box"),
        ("telesurveilance", "Télésurveillance et box"),
        ("TÉLÉSURVEILLEUR", "Télésurveillance et box"),
        ("l’facture en retard", "Facture en retard"),
        ("late bills", "Late bill"),
    ],
)
def test_words_in_any_form_find_the_title_that_has_them(
    contact: User, words: str, title: str
) -> None:
    assert _find(contact, words)[:1] == [title]


def test_a_dot_between_words_changes_nothing(contact: User) -> None:
    dotted, apart = _find(contact, "settings.json"), _find(contact, "settings json")
    assert dotted == apart
    assert dotted


@pytest.mark.parametrize("title", SHELF)
def test_the_exact_title_comes_first(contact: User, title: str) -> None:
    assert _find(contact, title)[:1] == [title]
    assert _find(contact, title.upper())[:1] == [title]


def test_a_word_that_nothing_has_takes_no_answer_away(contact: User) -> None:
    assert _find(contact, "reset password zzzxq")[:1] == _find(contact, "reset password")[:1]
