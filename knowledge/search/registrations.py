"""What search hands to the worker."""

from __future__ import annotations


def register() -> None:
    """Called once, when the apps are ready."""
