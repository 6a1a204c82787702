"""The data sets: MNIST, Omniglot, pen strokes of UNIPEN, scikit-learn's digits.

A loader for each, in a module of its own. All of them read the files that `source.find` finds
(the folder in SIAMESE_DATA, then Keras' cache, then a download), check what they read, and unify
the polarity: a large value is ink, whatever colours the file has.
"""
