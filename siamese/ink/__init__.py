"""From what people give, strokes, pictures and photos of paper, to what the encoder sees.

Imports nothing of this package. `frame` is the one path that training, pad and upload share.
"""
