"""The Compare tab: the verdict, the ruler, the example pairs, a look inside.

May import `demo.pad.pad`, and `demo.lesson` for what its networks say of the same pair.
"""
