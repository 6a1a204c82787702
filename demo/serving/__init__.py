"""How the page is served: what is let in, in which order, by which name, and what is logged.

`serve` starts the page and may import all of `demo`; the others import nothing of it but each other.
"""
