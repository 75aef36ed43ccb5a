"""Finding the passage that answers, in the customer's words.

Owns the index (derived, disposable, one a node), the change log it follows, the worker that follows it, the
search page and the log of searches. Knows no article: packages hand it documents by registering a
`DocumentKind`. The index stores ids; what things are called and who may read them is asked at query time.
"""
