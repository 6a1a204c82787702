"""The lesson: three small networks that compare digits, and why only the one with a distance learns to.

`nets` builds them, `data` makes their pairs, `train` trains them while somebody watches, `judge` asks them about
drawings, `record` keeps finished runs, `challenge` is the one-shot trial at the end.
"""
