"""Forms of articles: they parse and check, actions write."""
