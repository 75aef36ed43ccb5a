"""Tests of the index itself, on a shelf of documents of their own."""
