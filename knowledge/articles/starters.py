"""What a new article begins with, by kind. Translated: a French article starts in French."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from knowledge.articles.models import Kind


def starter(kind: str, language: str) -> str:
    """The Markdown that the editor opens with; empty for a plain article."""
    with override(language):
        sections = _sections().get(kind, [])
    return "\n".join(f"## {heading}\n\n{body}\n" for heading, body in sections)


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


def _told(text: str) -> str:
    return f"/// customer\n\n{text}\n\n///"


def _sections() -> dict[str, list[tuple[str, str]]]:
    return {
        Kind.HOW_TO: [
            (_("What you need"), f"- {_('Access, tools, information')}"),
            (_("Steps"), f"1. {_('First step')}\n2. {_('Second step')}"),
            (_("How to see that it worked"), _("What the screen or the customer says.")),
            (
                _("What to tell the customer"),
                _told(_("A few sentences that may be said as they are.")),
            ),
        ],
        Kind.PROBLEM: [
            (_("What the customer sees"), _told(_("The symptom, in the customer’s words."))),
            (_("Cause"), _("Why it happens.")),
            (_("Resolution"), f"1. {_('First step')}\n2. {_('Second step')}"),
            (_("If it comes back"), _("Whom to ask, with which information.")),
        ],
        Kind.DECISION: [
            (
                _("Which case is it?"),
                "```flow\n"
                f"{_('First question')}\n"
                f"  {_('Yes')}: {_('What to do')}\n"
                f"  {_('No')}: {_('Second question')}\n"
                f"    {_('Yes')}: {_('What to do')}\n"
                f"    {_('No')}: {_('Whom to ask')}\n"
                "```",
            ),
            (
                _("You may decide alone"),
                f"/// decide\n\n{_('What a contact employee may grant.')}\n\n///",
            ),
        ],
        Kind.PROCEDURE: [
            (_("When it applies"), _("The cases, and those that are not.")),
            (
                _("Who does what"),
                f"| {_('Step')} | {_('Who')} | {_('Within')} |\n|---|---|---|\n|  |  |  |",
            ),
            (
                _("What to tell the customer"),
                _told(_("A few sentences that may be said as they are.")),
            ),
        ],
        Kind.BRIEFING: [
            (_("What changes"), _("In two sentences, with the date.")),
            (
                _("What to tell the customer"),
                _told(_("A few sentences that may be said as they are.")),
            ),
            (_("Questions to expect"), f"- {_('A question, and its answer')}"),
        ],
    }
