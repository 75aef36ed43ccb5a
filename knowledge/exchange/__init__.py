"""In and out: articles from other systems, and the demo company.

Reads every package and saves nothing itself: imports call the same actions as the pages.
"""
