"""Trees by materialised path: what areas and teams share.

A node's `path` is the zero-padded ids from the root ("0003.0010."), so a subtree is one prefix
lookup. `tree_order` numbers all nodes depth first, so that a list in reading order needs no
recursion and sorts alike on every database, whatever its collation.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from knowledge.areas.folding import fold

MAX_DEPTH = 8

Node = TypeVar("Node", bound="TreeNode")


class TreeQuerySet(models.QuerySet[Node]):
    def roots(self) -> Self:
        return self.filter(parent=None)

    def descendants_of(self, node: Node, *, include_self: bool = False) -> Self:
        below = self.filter(path__startswith=node.path)
        return below if include_self else below.exclude(pk=node.pk)

    def ancestors_of(self, node: Node, *, include_self: bool = False) -> Self:
        """Root first: this is the breadcrumb."""
        above = self.filter(pk__in=node.lineage if include_self else node.lineage[:-1])
        return above.order_by("tree_order")

    def in_tree_order(self) -> Self:
        """Depth first: each node before what is inside it."""
        return self.order_by("tree_order")


class TreeNode(models.Model):
    """A row of a tree. Subclasses add `parent`, and override `sibling_key` for their order."""

    path = models.CharField(max_length=120, unique=True, editable=False)
    tree_order = models.PositiveIntegerField(default=0, editable=False, db_index=True)
    folded_name = models.CharField(max_length=240, editable=False)

    parent: Any
    parent_id: int | None

    class Meta:
        abstract = True

    @property
    def lineage(self) -> tuple[int, ...]:
        """Ids from the root down to this node."""
        return tuple(int(part) for part in self.path.split(".") if part)

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.path.count(".") - 1

    @property
    def sibling_key(self) -> tuple[Any, ...]:
        return (self.folded_name,)

    def is_within(self, other: TreeNode) -> bool:
        return self.path.startswith(other.path)


def insert_node(node: TreeNode) -> None:
    """Saves a new node and gives it its place. Call inside a transaction.

    Raises ValidationError when the fields are wrong or the tree would be too deep.
    """
    node.path = f"new-{uuid.uuid4().hex}"
    node.full_clean()
    _refuse_depth(node.parent, 1)
    node.save()
    node.path = _path_below(node.parent, node.pk)
    node.save(update_fields=["path"])
    renumber(type(node))
    node.refresh_from_db(fields=["tree_order"])


def move_node(node: TreeNode, parent: TreeNode | None) -> None:
    """Hangs a node, with all below it, under another parent. Call inside a transaction."""
    if parent is not None and parent.is_within(node):
        raise ValidationError({"parent": _("It can't be moved inside itself.")})
    siblings = type(node)._default_manager
    below = list(siblings.filter(path__startswith=node.path))
    _refuse_depth(parent, max(row.depth for row in below) - node.depth + 1)
    old, new = node.path, _path_below(parent, node.pk)
    node.parent, node.path = parent, new
    node.full_clean()
    for row in below:
        row.path = new + row.path.removeprefix(old)
    siblings.bulk_update(below, ["path"])
    node.save()
    renumber(type(node))
    node.refresh_from_db(fields=["tree_order"])


def renumber(model: type[TreeNode]) -> None:
    """Numbers the whole tree depth first, and writes the rows whose number changed."""
    children: dict[int | None, list[TreeNode]] = defaultdict(list)
    for node in model._default_manager.all():
        children[node.parent_id].append(node)
    ordered: list[TreeNode] = []
    waiting = _reversed_siblings(children[None])
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting += _reversed_siblings(children[node.pk])
    changed = []
    for number, node in enumerate(ordered, start=1):
        if node.tree_order != number:
            node.tree_order = number
            changed.append(node)
    model._default_manager.bulk_update(changed, ["tree_order"], batch_size=200)


def free_slug(text: str, *, fallback: str, taken: Callable[[str], bool]) -> str:
    """A slug for a name, numbered when the plain one is taken: "box", "box-2"…

    A name without a letter or digit that a slug can hold (one emoji) takes the fallback.
    """
    base = slugify(fold(text))[:100] or fallback
    slug, number = base, 1
    while taken(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def _path_below(parent: TreeNode | None, pk: int) -> str:
    return f"{parent.path if parent else ''}{pk:04d}."


def _refuse_depth(parent: TreeNode | None, height: int) -> None:
    above = parent.depth + 1 if parent else 0
    if above + height > MAX_DEPTH:
        raise ValidationError(
            {"parent": _("The tree can't be deeper than %(most)d levels.") % {"most": MAX_DEPTH}}
        )


def _reversed_siblings(nodes: list[TreeNode]) -> list[TreeNode]:
    return sorted(nodes, key=lambda node: node.sibling_key, reverse=True)
