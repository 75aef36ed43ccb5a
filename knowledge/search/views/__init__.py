"""The search page, completions, what came of a search, saved searches, and searching from a browser."""
