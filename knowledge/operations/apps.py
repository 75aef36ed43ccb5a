"""The operations application."""

from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "knowledge.operations"
    label = "operations"

    def ready(self) -> None:
        """The worker, too, gives back what it does not use."""
        heap = import_module("knowledge.operations.heap")
        worker = import_module("knowledge.search.worker")
        worker.register_job("memory not in use", heap.GIVE_BACK_SECONDS, heap.give_back)
