"""Migrating forward without making half of all models anew for each constraint.

While Django migrates it keeps the models as they were at each step. For each constraint or index that is
added it makes their model anew, and all those that lead to it or to which it leads: nearly all, since
nearly all lead to people. That was two fifths of a first start. They change nothing that others can see
of a model, so that here they are put into the one that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def constraints_in_place() -> Iterator[None]:
    """Only forward: a step before holds the same model, and would know too early what comes after."""
    before = ProjectState._append_option  # type: ignore[attr-defined]
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = before  # type: ignore[attr-defined]


def _append_option(
    state: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any
) -> None:
    """In the place of Django's own, for "constraints" and "indexes"."""
    model_state = state.models[app_label, model_name]
    model_state.options[option_name] = [*model_state.options.get(option_name, []), obj]
    if "apps" in state.__dict__:
        options = state.apps.get_model(app_label, model_name)._meta
        setattr(options, option_name, [*getattr(options, option_name), obj])
        options.__dict__.pop("total_unique_constraints", None)
