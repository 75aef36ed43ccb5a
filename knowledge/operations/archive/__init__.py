"""Backup and restore: database, media and secret in one file.

The database travels as rows (one JSON line each), read in one snapshot while people work. So one
format serves SQLite and PostgreSQL, and a company that outgrows the first moves to the second by
restoring there. An archive of an older version is loaded into that version's tables, which are then
migrated.
"""
