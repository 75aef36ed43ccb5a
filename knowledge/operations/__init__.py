"""Running the service: start and supervision, health, request log, storage trouble, backup.

Words: *supervisor* (the one process a person starts), *preparation* (what must be done before
serving), *archive* (a backup file), *request id* (ties a page, its log line and its error page).
Nothing imports this package but the composition root; it may read every other.
"""
