"""What a new article begins with, by kind. Translated: a French article starts in French."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from knowledge.articles.models import Kind


def starter(kind: str, language: str) -> str:
    """The Markdown that the editor opens with; empty for a plain article."""
    with override(language):
        return "\n".join(_sections().get(kind, []))


def first_fields(kind: str, language: str) -> dict[str, str]:
    """What a new draft holds before anything is typed; an unknown kind is a plain article."""
    known = kind if kind in Kind.values else Kind.ARTICLE.value
    return {"kind": known, "language": language, "body": starter(known, language)}


def purposes() -> dict[str, str]:
    """One sentence a kind: when to choose it."""
    return {
        Kind.ARTICLE: _(
            "Explain how and why something works, so that a reader can answer anything about it."
        ),
        Kind.HOW_TO: _(
            "Steps to reach one goal, with what you need and how to see that it worked."
        ),
        Kind.PROBLEM: _("What the customer sees, why it happens, how to put it right."),
        Kind.DECISION: _("Questions that lead to the right answer, branch by branch."),
        Kind.PROCEDURE: _("What must be done, by whom, within which delay."),
        Kind.BRIEFING: _("What is new or changing, and what to tell customers from today."),
    }


def _section(heading: str, text: str) -> str:
    return f"## {heading}\n\n{text}\n"


def _told(heading: str, text: str) -> str:
    """A section for customers: its heading stands inside, so that it may be told too."""
    return f"/// customer\n\n## {heading}\n\n{text}\n\n///\n"


def _to_decide(text: str) -> str:
    return f"/// decide\n\n{text}\n\n///\n"


def _line(text: str) -> str:
    return f"- {text}"


def _table(*heads: str) -> str:
    return f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|\n{'|  ' * len(heads)}|"


def _sections() -> dict[str, list[str]]:
    say = _told(_("What to tell the customer"), _("A few sentences that may be said as they are."))
    first, second = _("First step"), _("Second step")
    steps = f"1. {first}\n2. {second}"
    return {
        Kind.HOW_TO: [
            _section(_("What you need"), _line(_("Access, tools, information"))),
            _section(_("Steps"), steps),
            _section(_("How to see that it worked"), _("What the screen or the customer says.")),
            say,
        ],
        Kind.PROBLEM: [
            _told(_("What the customer sees"), _("The symptom, in the customer’s words.")),
            _section(_("Cause"), _("Why it happens.")),
            _section(_("Resolution"), steps),
            _section(_("If it comes back"), _("Whom to ask, with which information.")),
        ],
        Kind.DECISION: [
            _section(_("Which case is it?"), _flow()),
            _to_decide(_("What a contact employee may grant.")),
        ],
        Kind.PROCEDURE: [
            _section(_("When it applies"), _("The cases, and those that are not.")),
            _section(_("Who does what"), _table(_("Step"), _("Who"), _("Within"))),
            say,
        ],
        Kind.BRIEFING: [
            _section(_("What changes"), _("In two sentences, with the date.")),
            say,
            _section(_("Questions to expect"), _line(_("A question, and its answer"))),
        ],
    }


def _flow() -> str:
    yes, no, step = _("Yes"), _("No"), _("What to do")
    first, second, person = _("First question"), _("Second question"), _("Whom to ask")
    return (
        "```flow\n"
        f"{first}\n"
        f"  {yes}: {step}\n"
        f"  {no}: {second}\n"
        f"    {yes}: {step}\n"
        f"    {no}: {person}\n"
        "```"
    )
