"""A reader, verifier and writer of the Lighthouse log, written from docs/format.md alone.

It shares no code with the product: where the two agree on the bytes of a log, the text says enough.
Python 3.9 or later, standard library only.
"""
