"""The encoder, which turns what it sees into a point, and the distance of two points.

May import `siamese.ink`.
"""
