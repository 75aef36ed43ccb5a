"""Importing articles: `reading` opens files, `checking` turns a record into values, `running` batches."""
