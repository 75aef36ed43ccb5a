"""Constraints and indexes put in place while migrating: models say the same as when they are made anew."""

from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from knowledge.operations.migrating import constraints_in_place

BOX = migrations.CreateModel(
    "Box",
    [
        ("id", models.AutoField(primary_key=True)),
        ("name", models.CharField(max_length=9)),
        ("lid", models.IntegerField()),
    ],
)
ADDED = [
    migrations.AddConstraint("box", models.UniqueConstraint(fields=["name"], name="one_name")),
    migrations.AddConstraint(
        "box", models.CheckConstraint(condition=models.Q(lid__gt=0), name="has_a_lid")
    ),
    migrations.AddIndex("box", models.Index(fields=["lid"], name="by_lid")),
    migrations.AddConstraint(
        "box", models.UniqueConstraint(fields=["lid"], name="one_lid", condition=models.Q(id__gt=5))
    ),
]


def after_all(way: AbstractContextManager[None]) -> tuple[ProjectState, list[tuple[str, ...]]]:
    state = ProjectState()
    BOX.state_forwards("boxes", state)
    said = []
    with way:
        for operation in ADDED:
            before = state.apps.get_model("boxes", "box")._meta
            assert before.total_unique_constraints is not None  # Django keeps it from then on
            operation.state_forwards("boxes", state)
            box = state.apps.get_model("boxes", "box")._meta
            names = [*box.constraints, *box.indexes, *box.total_unique_constraints]
            said.append(tuple(one.name for one in names))
    return state, said


def test_models_know_their_constraints_and_indexes_at_each_step() -> None:
    made_anew, wanted = after_all(nullcontext())
    in_place, said = after_all(constraints_in_place())
    assert said == wanted
    assert said[-1] == ("one_name", "has_a_lid", "one_lid", "by_lid", "one_name")
    assert in_place == made_anew


@pytest.mark.parametrize("error", [None, RuntimeError])
def test_django_s_own_way_is_put_back(error: type[Exception] | None) -> None:
    before = vars(ProjectState)["_append_option"]
    with pytest.raises(error) if error else nullcontext(), constraints_in_place():
        assert vars(ProjectState)["_append_option"] is not before
        if error:
            raise error
    assert vars(ProjectState)["_append_option"] is before
