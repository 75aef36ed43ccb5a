"""Check constraints that were met once, remembered for all tests of a process.

Before saving Django asks the database about each check constraint of a row: a savepoint, a query and its
release, a fifth of the time that the rows of tests take to make. The answer depends on the row's values
alone, and those of tests come again and again. What is not met is asked each time, and so is everything
while a test counts queries.
"""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CheckConstraint, Model, Q

_ask = CheckConstraint.validate
_met: set[tuple[Any, ...]] = set()
_attributes: dict[tuple[type[Model], str], tuple[str, ...]] = {}


def remember_checks() -> None:
    """Each check constraint is asked about once for the same values."""
    CheckConstraint.validate = _validate  # type: ignore[method-assign]


def _validate(
    self: CheckConstraint,
    model: type[Model],
    instance: Model,
    exclude: Any = None,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    key = None if connections[using].force_debug_cursor else _key(self, model, instance, exclude)
    if key is None or key not in _met:
        _ask(self, model, instance, exclude, using)
    if key is not None:
        _met.add(key)


def _key(
    constraint: CheckConstraint, model: type[Model], instance: Model, exclude: Any
) -> tuple[Any, ...] | None:
    """What the answer depends on; None for what can't be kept: an expression, a list."""
    values = [getattr(instance, name) for name in _attributes_of(constraint, model)]
    key = (
        model,
        constraint.name,
        frozenset(exclude or ()),
        *((type(value), value) for value in values),
    )
    try:
        hash(key)
    except TypeError:
        return None
    return None if any(hasattr(value, "resolve_expression") for value in values) else key


def _attributes_of(constraint: CheckConstraint, model: type[Model]) -> tuple[str, ...]:
    known = _attributes.get((model, constraint.name))
    if known is None:
        said = model._get_expr_references(Q(constraint.condition))  # type: ignore[attr-defined]
        names = {name for name, *_lookups in said}
        known = tuple(sorted(_attribute_of(name, model) for name in names))
        _attributes[model, constraint.name] = known
    return known


def _attribute_of(name: str, model: type[Model]) -> str:
    try:
        return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name
