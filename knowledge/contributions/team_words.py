"""What the figures of a manager's people come to, in sentences: for pages, files and mail alike.

Sentences say how many, and what there is to talk about; never who is best.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from knowledge.contributions.bands import Standing
from knowledge.contributions.coaching import Prompt, Subject
from knowledge.contributions.models import Block
from knowledge.ui.numbers import minutes as minutes_words
from knowledge.ui.numbers import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from knowledge.contributions.bands import Share
    from knowledge.contributions.periods import Weeks

Reason = Block.Reason


def sentence_of(standings: Mapping[Standing, int]) -> str:
    """The page's one sentence: how many of the experts are below, else above, else in the band."""
    everybody = sum(standings.values())
    below, above = standings[Standing.BELOW], standings[Standing.ABOVE]
    if not everybody:
        return _("No expert stands in these teams.")
    if everybody == 1:
        return _of_one(next(key for key, count in standings.items() if count))
    facts = {"all": number(everybody), "n": number(below or above)}
    if below:
        return (
            ngettext(
                "%(n)s of %(all)s people is below the band.",
                "%(n)s of %(all)s people are below the band.",
                below,
            )
            % facts
        )
    if above:
        return (
            ngettext(
                "%(n)s of %(all)s people is above the band.",
                "%(n)s of %(all)s people are above the band.",
                above,
            )
            % facts
        )
    if not standings[Standing.IN]:
        return _("All %(all)s people are away.") % facts
    return _("Nobody of %(all)s people is outside the band.") % facts


def _of_one(standing: Standing) -> str:
    return {
        Standing.BELOW: _("The only expert here is below the band."),
        Standing.IN: _("The only expert here is in the band."),
        Standing.ABOVE: _("The only expert here is above the band."),
        Standing.AWAY: _("The only expert here is away."),
    }[standing]


def others_of(standings: Mapping[Standing, int]) -> str:
    """Where the rest stands: “7 are in it, 1 above, 1 away.” Empty when the sentence has said all."""
    told = Standing.BELOW if standings[Standing.BELOW] else Standing.ABOVE
    everybody = sum(standings.values())
    if everybody <= 1 or standings[Standing.AWAY] == everybody:
        return ""
    rest = (Standing.IN, Standing.ABOVE, Standing.AWAY)
    said = [_part(each, standings[each]) for each in rest if each is not told and standings[each]]
    return f"{', '.join(said)}." if said else ""


def _part(standing: Standing, count: int) -> str:
    facts = {"n": number(count)}
    if standing is Standing.IN:
        return ngettext("%(n)s is in the band", "%(n)s are in the band", count) % facts
    if standing is Standing.ABOVE:
        return ngettext("%(n)s is above", "%(n)s are above", count) % facts
    return ngettext("%(n)s is away", "%(n)s are away", count) % facts


def sums_of(share: Share, weeks: Weeks) -> str:
    """“Over four weeks …: 6.8 % of what they could work, 5,442 of 79,464 minutes.”"""
    if share.rate is None:
        return _("Nobody could work in these weeks.")
    said = ngettext(
        "In the last complete week they gave %(share)s of their time: %(given)s of %(all)s minutes.",
        "Over the last %(weeks)d complete weeks they gave %(share)s of their time: "
        "%(given)s of %(all)s minutes.",
        weeks.count,
    )
    return said % {
        "weeks": weeks.count,
        "share": share_words(share),
        "given": number(share.confirmed),
        "all": number(share.available),
    }


def sums_of_one(share: Share) -> str:
    """The headline of one person, in minutes."""
    if not share.available:
        return _("They could not work in the last four complete weeks.")
    return _("Over the last four complete weeks: %(given)s of %(all)s minutes.") % {
        "given": number(share.confirmed),
        "all": number(share.available),
    }


def sentence_of_sum(share: Share | None) -> str:
    """Of a group that is told as one sum; None where too few people are in it."""
    if share is None:
        return _("Too few people to show figures.")
    if share.rate is None:
        return _("Nobody could work in these weeks.")
    words = {
        Standing.BELOW: _("%(share)s of their time, all together: below the band."),
        Standing.IN: _("%(share)s of their time, all together: in the band."),
        Standing.ABOVE: _("%(share)s of their time, all together: above the band."),
    }
    return words[share.standing] % {"share": share_words(share)}


def left_out_words(weeks: int) -> str:
    """Empty when every week is told."""
    if not weeks:
        return ""
    return ngettext(
        "%(n)d week is left out, because too few people were there.",
        "%(n)d weeks are left out, because too few people were there.",
        weeks,
    ) % {"n": weeks}


def to_confirm_words(minutes: int) -> str:
    """Empty when nothing waits."""
    if not minutes:
        return ""
    return ngettext(
        "%(n)s minute is still to confirm.", "%(n)s minutes are still to confirm.", minutes
    ) % {"n": number(minutes)}


def share_words(share: Share) -> str:
    """“6.8 %”, or “away”."""
    if not share.available:
        return pgettext("share", "away")
    return _per_cent(share.confirmed, share.available, get_language())


def standing_words(standing: Standing | None) -> str:
    """Where somebody stands, for tables and screen readers."""
    if standing is None:
        return _("no expert")
    return str(_STANDING[standing])


def week_words(monday: date) -> str:
    """“Week 47”."""
    return _("Week %(n)d") % {"n": monday.isocalendar().week}


def prompt_words(prompt: Prompt) -> str:
    """What a manager could say, or ask."""
    if prompt.subject is Subject.LOST:
        return _lost(prompt)
    facts = {"n": prompt.weeks, "share": share_words(prompt.last)}
    if prompt.subject is Subject.QUIET:
        return _quiet(prompt, facts)
    words = {
        Subject.ABOVE: ngettext(
            "Above the band for %(n)d week. Who could take something over?",
            "Above the band for %(n)d weeks. Who could take something over?",
            prompt.weeks,
        ),
        Subject.BETTER: ngettext(
            "%(n)d low week, then %(share)s. Tell them that it shows.",
            "%(n)d low weeks, then %(share)s. Tell them that it shows.",
            prompt.weeks,
        ),
        Subject.LOW: ngettext(
            "Below the band for %(n)d week, and no block was lost. What stands in the way?",
            "Below the band for %(n)d weeks, and no block was lost. What stands in the way?",
            prompt.weeks,
        ),
    }
    return words[prompt.subject] % facts


def _quiet(prompt: Prompt, facts: dict[str, object]) -> str:
    said = ngettext(
        "Nothing confirmed for %(n)d week. Perhaps time that was not noted: "
        "ask before you conclude.",
        "Nothing confirmed for %(n)d weeks. Perhaps time that was not noted: "
        "ask before you conclude.",
        prompt.weeks,
    )
    waiting = to_confirm_words(prompt.to_confirm)
    return f"{said % facts} {waiting}".strip()


def _lost(prompt: Prompt) -> str:
    words = {
        Reason.MEETING: _("%(lost)s of %(planned)s were lost, most to meetings."),
        Reason.INCIDENT: _("%(lost)s of %(planned)s were lost, most to on-call work."),
        Reason.TRAINING: _("%(lost)s of %(planned)s were lost, most to mandatory training."),
        Reason.CUSTOMER: _("%(lost)s of %(planned)s were lost, most to customer work."),
        Reason.DEADLINE: _("%(lost)s of %(planned)s were lost, most to a deadline."),
    }
    by_name = {str(reason): text for reason, text in words.items()}
    said = by_name.get(prompt.reason, _("%(lost)s of %(planned)s were lost to other work."))
    facts = {"lost": minutes_words(prompt.lost), "planned": minutes_words(prompt.planned)}
    question = _("Which hour would hold?")
    return f"{said % facts} {question}"


def reason_words(reason: str) -> str:
    """What protected time was lost to."""
    return str(dict(Reason.choices).get(reason, reason))


@lru_cache(maxsize=8_192)
def _per_cent(confirmed: int, available: int, _language: str | None) -> str:
    """Rounded half up to a tenth of a per cent, from the exact fraction; for display alone. In the
    active language, which is part of the key: people share few figures.
    """
    return percent(Decimal((2_000 * confirmed + available) // (2 * available)).scaleb(-3))


_STANDING: Final = {
    Standing.BELOW: gettext_lazy("below the band"),
    Standing.IN: gettext_lazy("in the band"),
    Standing.ABOVE: gettext_lazy("above the band"),
    Standing.AWAY: pgettext_lazy("share", "away"),
}
