"""Libraries that few pages need, loaded when something of them is used for the first time."""

from importlib import import_module
from typing import Any


class Late:
    """Stands for a module: `xlsxwriter = Late("xlsxwriter")`, beside its import for the type checker.

    Each process that has loaded a library keeps it, and all of them do when it is loaded before they
    part. Raises ImportError at the first use.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
