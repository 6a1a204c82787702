"""Training: `python -m siamese.training encoder` and `python -m siamese.training lesson`."""
