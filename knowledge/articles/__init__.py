"""Articles: what experts publish, revision by revision.

An Article is the lasting thing (owner, areas, topics, confidence, rights, verification); a Revision is
one immutable version of its words, pointing down to a Text in `knowledge.passages`; a Draft is what one
person is typing; a Suggestion is a change that somebody else proposes; a WritingRequest is an article
that is missing, with those who wait for it. ArticleEvent is the append-only record of who changed what
when. Neighbours: `knowledge.search` is told of changes, `knowledge.notifications` tells people;
`knowledge.replies` (above) records what was copied.
"""
