"""The One-shot tab: the shelf of symbols, what is done with them, their files.

May import `demo.pad.pad`.
"""
