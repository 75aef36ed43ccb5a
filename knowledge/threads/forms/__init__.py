"""Forms of threads."""
