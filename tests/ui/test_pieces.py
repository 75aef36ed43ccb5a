"""Components by themselves: what they draw, and that a wrong attribute is refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from knowledge.ui import icons, pieces, slots, times
from knowledge.ui.page import paginate, query_around

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))


@dataclass
class Someone:
    display_name: str = "Hélène Vasseur"
    initials: str = "HV"
    avatar_url: str = ""
    url: str = "/people/helene/"


def draw(source: str, **values: Any) -> str:
    return Template(source).render(Context(values)).strip()


def test_an_icon_is_decoration_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "copy" %}')
    named = draw('{% icon "copy" label="Copy" %}')
    assert 'role="img"' in named
    assert 'aria-label="Copy"' in named


def test_an_icon_never_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="unicorn"):
        icons.icon("unicorn")


def test_a_misspelt_attribute_is_a_syntax_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        draw('{% callout colour="red" %}x{% endcallout %}')
    with pytest.raises(TemplateSyntaxError, match="sizes"):
        draw('{% face person sizes="large" %}', person=Someone())


def test_a_face_shows_initials_until_there_is_a_photograph() -> None:
    assert ">HV<" in pieces.face(Someone())
    assert "<img" in pieces.face(Someone(avatar_url="/a.webp"))


def test_a_name_is_escaped_and_leads_to_the_profile() -> None:
    html = pieces.person_tag(Someone(display_name="<b>Eve"))
    assert "&lt;b&gt;Eve" in html
    assert 'href="/people/helene/"' in html


def test_an_unknown_audience_reads_internal() -> None:
    assert "Internal" in pieces.audience_tag("everyone")
    assert "tag--ok" in pieces.audience_tag("customer")
    assert "tag--ok" not in pieces.audience_tag("partner")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (35, "35 minutes ago"),
        (60, "1 hour ago"),
        (300, "5 hours ago"),
        (13 * 60, "yesterday"),
        (6 * 24 * 60, "6 days ago"),
        (21 * 24 * 60, "3 weeks ago"),
        (60 * 24 * 60, "2 months ago"),
        (800 * 24 * 60, "2 years ago"),
        (-30, "in 30 minutes"),
        (-24 * 60, "tomorrow"),
        (-3 * 24 * 60, "in 3 days"),
    ],
)
def test_a_moment_is_said_in_the_largest_unit_that_says_enough(minutes: int, words: str) -> None:
    with timezone.override(ZoneInfo("Europe/Paris")):
        assert times.ago(NOON - timedelta(minutes=minutes), now=NOON) == words


def test_yesterday_follows_the_readers_own_midnight() -> None:
    moment = datetime(2026, 11, 24, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
    with timezone.override(ZoneInfo("Europe/Paris")):
        assert times.ago(moment, now=NOON) == "12 hours ago"
    with timezone.override(ZoneInfo("America/New_York")):
        assert times.ago(moment, now=NOON) == "yesterday"


def test_a_time_carries_its_absolute_date() -> None:
    html = times.time_tag(NOON)
    assert 'datetime="2026-11-24T12:00+01:00"' in html
    assert 'title="24 November 2026 at 12:00"' in html
    assert 'datetime="2026-11-24"' in times.time_tag(date(2026, 11, 24))


def test_figures_follow_the_language() -> None:
    assert draw("{{ n|number }}", n=1240) == "1,240"
    assert draw("{{ n|number }}", n=600.0) == "600"
    assert draw("{{ n|percent }}", n=0.0714) == "7.1\u202f%"
    assert draw("{{ n|minutes }}", n=125) == "2\u00a0h\u00a005"
    with translation.override("fr"):
        assert draw("{{ n|number }}", n=1240) == "1\u202f240"
        assert draw("{{ n|percent }}", n=0.0714) == "7,1\u202f%"


def test_french_spaces_only_in_french_and_never_inside_markup() -> None:
    assert draw("{{ t|typo }}", t="Vraiment ?") == "Vraiment ?"
    with translation.override("fr"):
        assert draw("{{ t|typo }}", t="Vraiment ?") == "Vraiment\u202f?"
        assert draw("{{ t|typo }}", t="a < b ; c & d") == "a &lt; b\u202f; c &amp; d"


def test_a_pager_keeps_the_query_and_shows_gaps() -> None:
    request = RequestFactory().get("/articles/?area=fibre&page=9")
    paging = paginate(request, range(500), per_page=25)
    assert paging.numbers == (1, None, 7, 8, 9, 10, 11, None, 20)
    html = draw("{% pager paging %}", paging=paging, request=request)
    assert "?area=fibre&amp;page=10" in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize(("asked", "given"), [("x", 1), ("0", 20), ("999", 20), ("", 1)])
def test_a_page_that_is_none_is_the_nearest_that_is(asked: str, given: int) -> None:
    request = RequestFactory().get("/", {"page": asked})
    assert paginate(request, range(500)).number == given


def test_a_gap_of_one_page_is_that_page() -> None:
    request = RequestFactory().get("/", {"page": "5"})
    assert paginate(request, range(500)).numbers == (1, 2, 3, 4, 5, 6, 7, None, 20)


def test_a_slot_shows_what_is_registered_in_order_and_escapes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "_filled", {"bar": []})

    def late(request: HttpRequest) -> str:
        return "<late>"

    def early(request: HttpRequest) -> str:
        return "early"

    slots.register("bar", late, order=90)
    slots.register("bar", early, order=10)
    slots.register("bar", early, order=10)
    shown = draw('{% slot "bar" %}', request=RequestFactory().get("/"))
    assert shown.split() == ["early", "&lt;late&gt;"]


def test_blocks_wrap_their_body() -> None:
    html = draw('{% empty "Nothing yet" icon="document" %}<p>Write.</p>{% endempty %}')
    assert "<p>Write.</p>" in html
    assert "Nothing yet" in html
    assert "You may decide alone" in draw('{% callout tone="decide" %}x{% endcallout %}')
    assert "callout__title" not in draw('{% callout tone="note" title="" %}x{% endcallout %}')
    assert 'id="d-title"' in draw('{% dialog "d" title="Sure?" %}x{% enddialog %}')


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        ("", "page=", ""),
        ("q=a+%26+b&page=3&area=x&area=y", "q=a+%26+b&page=", "&area=x&area=y"),
        ("page=3&page=4&q=page%3D", "page=", "&q=page%3D"),
        ("area=x", "area=x&page=", ""),
    ],
)
def test_links_to_pages_keep_every_other_parameter(asked: str, before: str, after: str) -> None:
    assert query_around(QueryDict(asked), "page") == (before, after)
