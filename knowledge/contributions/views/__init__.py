"""Pages of contribution time."""
