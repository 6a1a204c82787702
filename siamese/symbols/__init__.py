"""Registered symbols: the support set, its file, and folders of pictures to fill it from.

May import `siamese.ink` and `siamese.judging`.
"""
