"""The operations application."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "knowledge.operations"
    label = "operations"
