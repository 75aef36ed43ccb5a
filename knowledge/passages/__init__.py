"""What articles and answers are made of, and the one rule of who may be told what.

Owns Text (an immutable Markdown source), Passage (an addressable block of it, with an audience),
Attachment, Comment and Flag. Higher packages hang these on their objects by `subject_kind` and
`subject_id`, and say once, in `passages.subjects`, who may read a subject.
Neighbours: `knowledge.markup` renders; `accounts` and `knowledge.areas` lie below.
"""
