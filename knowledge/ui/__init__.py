"""Components: template tags, page and form helpers, chart geometry, the gallery.

Owns how things look and nothing of what they mean: no models, no queries, no rules of access.
Words: *slot* (a named place of the frame that higher packages fill), *tone* (a named colour),
*partial* (a named fragment of a page that htmx asks for), *bundle* (the joined CSS or JavaScript).
Neighbours: stands on knowledge.markup alone; every other package stands on this one.
"""
