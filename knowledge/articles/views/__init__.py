"""Pages of articles: reading, writing, history, discussion."""
