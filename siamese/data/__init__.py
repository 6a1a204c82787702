"""The data sets: MNIST, Omniglot, pen strokes of UNIPEN, scikit-learn's digits.

A loader for each, in a module of its own. All but scikit-learn's, which come with it, read the files
that `source.find` finds (the folder in SIAMESE_DATA, then Keras' cache, then a download) and check what they
read. Pictures are unified: a large value is ink, whatever colours the file has.
"""
