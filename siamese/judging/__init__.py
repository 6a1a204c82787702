"""What a distance means: the threshold, probabilities, "none of these", and the weights' manifest that holds them.

May import `siamese.ink`, `siamese.network` and `siamese.data.pairs`.
"""
