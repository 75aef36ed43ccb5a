"""Questions and answers: what a colleague asked, who was offered it, what they answered, what came of it.

Owns Thread and its versions, Answer and its versions, the offers and claims that route a thread to an
expert, the promises of an area, and the append-only record of all of it. Words: urgency, claim, needs
info, accepted answer, holding sentence, escalation (glossary in `shared/product.md`).
Neighbours below: `articles` (a thread becomes one), `search` (finds threads), `contributions` (whether an
expert has time), `notifications`, `passages` (texts, comments, files). `home` shows the queue.
"""
