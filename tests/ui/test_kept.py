"""Parts that are drawn once: what is kept, what is only put in, and that neither slips into the other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from knowledge.ui import kept

PART = "part.html"


@pytest.fixture
def write(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], int]]:
    """Writes the template of the part; nothing that was drawn before is kept."""
    options = {**settings.TEMPLATES[0]["OPTIONS"]}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "OPTIONS": options}]
    kept._shape.cache_clear()
    yield (tmp_path / PART).write_text
    kept._shape.cache_clear()


def times_drawn() -> int:
    return kept._shape.cache_info().misses


def test_what_is_put_in_is_escaped_unless_it_is_html_already(write: Callable[[str], int]) -> None:
    write('<p title="{{ name }}">{{ name }}</p>{{ sign }}')
    drawn = kept.draw(PART, {}, {"name": "<b>'\"&", "sign": mark_safe("<i>x</i>")})
    said = "&lt;b&gt;&#x27;&quot;&amp;"
    assert drawn == f'<p title="{said}">{said}</p><i>x</i>'


def test_a_shape_is_drawn_once_and_filled_in_each_time(write: Callable[[str], int]) -> None:
    write("{% if strong %}<b>{{ name }}</b>{% else %}{{ name }}{% endif %}")
    shown = [
        kept.draw(PART, {"strong": strong}, {"name": name})
        for strong, name in ((True, "Ada"), (True, "Bo"), (False, "Ada"))
    ]
    assert shown == ["<b>Ada</b>", "<b>Bo</b>", "Ada"]
    assert times_drawn() == 2


def test_each_language_has_its_own(write: Callable[[str], int]) -> None:
    write('{% load i18n %}{% translate "Close" %} {{ name }}')
    for language, word in (("en", "Close"), ("fr", "Fermer"), ("en", "Close")):
        with translation.override(language):
            assert kept.draw(PART, {}, {"name": "x"}) == f"{word} x"


def test_typed_words_that_look_like_the_mark_of_a_hole_are_words(
    write: Callable[[str], int],
) -> None:
    write("{{ words }}|{{ token }}")
    typed = kept.hole("token")
    drawn = kept.draw(PART, {}, {"words": f"{typed}", "token": "secret"})
    assert drawn.count("secret") == 1


@pytest.mark.parametrize("source", ["{{ name|typo:'fr' }}", "{{ name|urlencode }}"])
def test_a_filter_on_a_hole_is_refused(source: str, write: Callable[[str], int]) -> None:
    write(source)
    with pytest.raises(kept.FilteredHole):
        kept.draw(PART, {}, {"name": "Quoi !"})


def test_a_function_among_the_facts_is_called_only_while_drawing(
    write: Callable[[str], int],
) -> None:
    calls: list[int] = []

    def form() -> str:
        calls.append(1)
        return "drawn"

    write("{{ form }} {{ name }}")
    assert [kept.draw(PART, {"form": form}, {"name": n}) for n in "ab"] == ["drawn a", "drawn b"]
    assert len(calls) == 1


def test_nothing_is_kept_for_a_developer(write: Callable[[str], int], settings: Any) -> None:
    settings.DEBUG = True
    write("{{ name }}")
    assert [kept.draw(PART, {}, {"name": name}) for name in "ab"] == ["a", "b"]
    assert kept._shape.cache_info().currsize == 0
