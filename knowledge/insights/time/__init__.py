"""Contribution time of others: what managers, leads and administrators see of it.

What anybody may see is decided in `knowledge.contributions` (permissions, queries.teams), and written
down there for those who were looked at. What is shown here adds to it:

- A manager's way down ends at week × kind × area. No entry, day, link or note is read in this package.
- People stand in the order of their names. Nothing sorts them by a figure.
- A remaining budget is told as the sum of at least five experts, by the rule of
  `contributions.crowds`, else as "has time" or "has none".
- Files, mail and the API carry what the page shows to the same viewer, and nothing else.
"""
