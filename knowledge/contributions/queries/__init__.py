"""What contribution time adds up to, and for whom it may be shown."""

from knowledge.contributions.queries.budget import Budget, budgets, days_of

__all__ = ["Budget", "budgets", "days_of"]
