"""Pages and files of the contribution time of others."""
