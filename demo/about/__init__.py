"""The About tab: the network, its figures, what is kept, how phones reach the page.

May import `demo.shared` and `demo.settings`.
"""
