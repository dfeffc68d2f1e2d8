"""What an editor asks of the documents of an author: pure answers to a text and a place, and a thin server above them.

See docs/decisions/0036-editor.md.
"""
