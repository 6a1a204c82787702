"""The fixed hold-out: data that the shipped encoder was not trained on.

Every choice is made on it, and threshold, probability and rejection are calibrated on it.
"""

# Two with pen strokes, one of straight lines, one of round letters that differ little.
HOLDOUT_ALPHABETS = ("Anglo-Saxon_Futhorc", "Balinese", "Early_Aramaic", "Mkhedruli_(Georgian)")
HOLDOUT_SITES = ("aga",)  # of UNIPEN; it has digits, upper and lower case
# The last 5,000 of MNIST's training digits.
MNIST_TRAINED, MNIST_HELD_OUT = slice(0, 55_000), slice(55_000, 60_000)
