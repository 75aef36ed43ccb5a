"""Reads of threads: pages, queues, rankings, figures."""
