"""What contribution time adds up to, and for whom it may be shown."""

from knowledge.contributions.queries.budget import Budget, budgets

__all__ = ["Budget", "budgets"]
