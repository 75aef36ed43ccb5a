"""The people directory and profiles: reads accounts, writes nothing.

What a person wrote is fetched from the articles' own list by URL, so that this package need not
know articles.
"""
