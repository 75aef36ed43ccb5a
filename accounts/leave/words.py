"""What an import did or would do, in a sentence or two."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.leave.periods import Reading
from accounts.leave.settling import Changes


def say_changes(changes: Changes) -> str:
    """ "3 absences added, 1 changed, 2 known already." """
    added, changed, gone = len(changes.new), len(changes.changed), len(changes.gone)
    said = []
    if added:
        said.append(ngettext("%(n)d absence added", "%(n)d absences added", added) % {"n": added})
    if changed:
        said.append(ngettext("%(n)d changed", "%(n)d changed", changed) % {"n": changed})
    if gone:
        said.append(ngettext("%(n)d taken away", "%(n)d taken away", gone) % {"n": gone})
    if changes.same:
        known = ngettext("%(n)d known already", "%(n)d known already", changes.same)
        said.append(known % {"n": changes.same})
    text = ", ".join(said)
    return f"{text[0].upper()}{text[1:]}." if text else _("No days away are in it.")


def say_left_out(reading: Reading) -> str:
    """What of a calendar was not taken, and why; "" for nothing."""
    said = []
    if reading.free:
        free = ngettext(
            "%(n)d event is marked as free and was left out.",
            "%(n)d events are marked as free and were left out.",
            reading.free,
        )
        said.append(free % {"n": reading.free})
    if reading.cancelled:
        off = ngettext(
            "%(n)d event was called off.", "%(n)d events were called off.", reading.cancelled
        )
        said.append(off % {"n": reading.cancelled})
    if reading.short:
        short = ngettext(
            "%(n)d event is too short for half a day and was left out.",
            "%(n)d events are too short for half a day and were left out.",
            reading.short,
        )
        said.append(short % {"n": reading.short})
    return " ".join(said)
