"""Every write to contribution time, by what it is about."""

from knowledge.contributions.actions.commitments import commit_minutes, end_commitment

__all__ = ["commit_minutes", "end_commitment"]
