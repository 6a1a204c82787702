"""The drawing pad: what is drawn on it or uploaded to it, and what the network makes of that.

May import `siamese` and `demo.lanes`.
"""
