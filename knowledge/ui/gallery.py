"""What the gallery shows: sections of components, with invented people and texts of Halage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone

from knowledge.ui import charts, gallery_forms
from knowledge.ui.icons import names
from knowledge.ui.page import paginate
from knowledge.ui.pieces import TONES, Crumb, Option, Tab


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the gallery. `components` are the CSS files it shows."""

    slug: str
    name: str
    components: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"ui/gallery/{self.slug}.html"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the demo company, as components need one."""

    display_name: str
    initials: str
    avatar_url: str = ""
    url: str = "#person"
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    label: str
    colour: str = ""
    url: str = "#named"


@dataclass(frozen=True, slots=True)
class Said:
    """A message, as Django's storage hands it out."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


SECTIONS = (
    Section(
        "frame",
        "Frame",
        ("skip", "bar", "search", "foot", "menu", "timer", "crumbs", "lead", "kbd"),
    ),
    Section("type", "Text and rubrics", ("rubric", "lines", "facts", "say", "badge", "empty")),
    Section("signs", "Signs and people", ("tag", "meta", "face", "people", "tone", "gallery")),
    Section("actions", "Actions", ("button", "segmented", "tabs", "pager", "dialog", "palette")),
    Section("forms", "Forms", ("form", "field", "hours", "upload", "suggest")),
    Section("states", "States", ("message", "banner", "loading", "progress", "callout", "error")),
    Section("article", "Article", ("article", "passage", "prose", "toc", "code", "flow")),
    Section(
        "lists",
        "Lists",
        (
            "entry",
            "result",
            "finder",
            "live",
            "exits",
            "cluster",
            "data",
            "timeline",
            "comment",
            "synonym",
        ),
    ),
    Section("writing", "Writing", ("editor", "diff", "merge")),
    Section("charts", "Charts", ("chart", "team", "week", "blocks", "sheet")),
    Section(
        "threads",
        "Threads and notices",
        ("thread", "promise", "clock", "answer", "asking", "alike", "queue", "notice", "tray"),
    ),
    Section("desk", "Reply desk", ("desk", "card", "panel")),
)
BY_SLUG = {section.slug: section for section in SECTIONS}

PEOPLE = (
    Someone("Hélène Vasseur", "HV"),
    Someone("Tomás Iribarne", "TI"),
    Someone("Inès Rahmani", "IR"),
    Someone("Marc Delorme", "MD"),
    Someone("Nadia Benali", "NB"),
    Someone("Luc Bouchard", "LB"),
    Someone("Sofia Lemaire", "SL"),
)


MESSAGES: Final = (
    Said("success", "Your article is published."),
    Said("info", "Nadia confirmed that this is still true."),
    Said("warning", "The index is being rebuilt: results may be missing."),
    Said("error", "The file is larger than 20 MB. Nothing was kept of it."),
)


def sample_context(request: HttpRequest, section: Section) -> dict[str, Any]:
    """Values for the section's template. `theme` follows the query string."""
    now = timezone.now()
    theme = request.GET.get("theme", "")
    weeks = [("June", 5.5), ("July", 7.8), ("Aug.", None), ("Sept.", 10.8), ("Oct.", 7.3)]
    return {
        "section": section,
        "theme": theme if theme in {"light", "dark"} else "",
        "people": PEOPLE,
        "helene": PEOPLE[0],
        "marc": PEOPLE[3],
        "icons": sorted(names()),
        "tones": TONES,
        "area_list": [Named(f"{tone.title()} area", tone) for tone in TONES],
        "topic_list": [Named("box"), Named("first bill"), Named("meter K7")],
        "trail": [Crumb("Energy", "#"), Crumb("Billing", "#"), Crumb("Meters")],
        "tab_list": [
            Tab("Text", "#", current=True),
            Tab("Changes", "#", count=7, icon="history"),
            Tab("Comments", "#", count=0),
        ],
        "option_list": [
            Option("Internal", "#", current=True, icon="lock"),
            Option("Partner", "#", icon="partner"),
            Option("Customer", "#", icon="speak"),
        ],
        "paging": paginate(request, list(range(620)), per_page=25),
        "moments": [now - timedelta(minutes=m) for m in (0, 35, 300, 1500, 9000, 50000, 600000)],
        "form": gallery_forms.SampleForm(),
        "wrong": gallery_forms.wrong_form(),
        "messages_shown": MESSAGES,
        "bars": charts.bars(weeks, mark=3, top=12),
        "lines": charts.lines(
            ["Jan.", "Feb.", "March", "April"],
            [("Used", [120, 260, 410, 640]), ("Billed", [110, 180, None, 480])],
        ),
        "arc": charts.arc(0.38),
    }
