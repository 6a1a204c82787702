"""The lesson's words: each is explained where it first stands, by a tap, and all of them on a page of their own."""

import html
import re

GLOSSARY = {
    "MNIST": "70,000 digits that people wrote by hand, each a picture of 28 × 28 pixels. Most programs that learn to "
    "read begin with them.",
    "Omniglot": "1,623 characters of fifty alphabets, each drawn by twenty people. Many characters and few drawings of "
    "each: just what one-shot learning is about. Alphabets that a network has not seen are left to test it with.",
    "one-shot learning": "To recognise a kind of thing after seeing one example of it, as people do.",
    "pair": "Two pictures and the answer to “are these the same kind of thing?”",
    "target": "The right answer, as a number: 1 is same, 0 is different.",
    "network": "A calculation with many numbers that can be changed: a picture goes in, an answer comes out.",
    "weight": "A number by which a unit multiplies one of its inputs. Learning changes the weights.",
    "bias": "A number that a unit adds to its sum. Learning changes it too.",
    "parameters": "All weights and biases: the numbers that are learned.",
    "unit": "A small part of a network: it multiplies each input by a weight and adds all of it up.",
    "Flatten": "28 rows of 28 numbers become one row of 784.",
    "Dense": "A layer of units, each of which sees all inputs: Dense 128 has 128 of them.",
    "ReLU": "What comes out below 0 becomes 0. So a unit says “found, this much” or nothing.",
    "sigmoid": "A curve that turns any number into one between 0 and 1: here the chance of “same”.",
    "tower": "The part of the network that looks at one of the two pictures and turns it into 128 numbers. Elsewhere "
    "it is called the encoder.",
    "embedding": "The 128 numbers that a picture becomes: a place among all pictures. Near means alike.",
    "distance": "How far apart two embeddings are: the differences of their numbers, squared, added up, and the root "
    "of that.",
    "Siamese network": "One network that looks at two pictures with the same weights, like twins, and compares what it "
    "sees.",
    "loss": "How wrong the answers are, as one number. Learning turns the weights a little so that it falls.",
    "epoch": "Every pair was seen once.",
    "batch": "The pairs that are looked at before the weights are changed once.",
    "accuracy": "The share of pairs that are judged right. Guessing gives 50 %.",
    "test": "Pairs of pictures that were never learned from. Only they show whether something was understood or just "
    "learned by heart.",
    "limit": "Pairs up to this distance count as the same. It is also called the threshold.",
    "support set": "The few known examples with their names. A new drawing gets the name of the nearest one.",
    "query": "The new drawing that is to be recognised.",
    "20-way": "One of twenty has to be chosen, so that guessing is right once in twenty times.",
}
_MARK = re.compile(r"\[([^]|]+)(?:\|([^]]+))?\]")


def explain(text: str) -> str:
    """HTML of a text in which `[embedding]`, or `[embeddings|embedding]`, is a word that a tap explains."""
    return _MARK.sub(lambda match: _term(match[1], match[2] or match[1]), text)


def _term(shown: str, term: str) -> str:
    return (
        f'<button type="button" class="term">{html.escape(shown)}<span class="term-means" role="note">'
        f"<b>{html.escape(term)}</b> {GLOSSARY[term]}</span></button>"
    )


def plain(text: str) -> str:
    """The text without its marks."""
    return _MARK.sub(r"\1", text)


def words_used(text: str) -> set[str]:
    """The terms that a text explains."""
    return {match[2] or match[1] for match in _MARK.finditer(text)}


def glossary() -> str:
    """All words, in HTML."""
    rows = "".join(
        f"<div><dt>{html.escape(term)}</dt><dd>{meaning}</dd></div>"
        for term, meaning in sorted(GLOSSARY.items(), key=lambda entry: entry[0].lower())
    )
    return f'<details class="lesson-glossary"><summary>All words of the lesson</summary><dl>{rows}</dl></details>'
