"""The shared vocabulary: a tree of product areas, and free topics.

Owns Area (the tag that routes, owns and reports), the slugs an area had before, Topic and its
synonyms, and `folding.fold`, the one key for sorting, uniqueness and autocomplete of names.
Knows no users and no content: who owns or may see an area is in `accounts`, and packages that
tag things hand their through table to `topics.register_through` so that topics can be merged.
"""
