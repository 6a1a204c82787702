"""Codes of rooms, and the names of those in them, which say of nobody who it is."""

import secrets

# None of them is taken for another one, on a projector or by ear.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
COLOURS = ("blue", "red", "green", "golden", "purple", "grey", "orange", "white", "black", "pink", "brown", "silver")
_ANIMALS = """otter fox owl hare deer lynx seal wolf bear crane heron robin raven swan duck goose mole toad newt carp
trout perch crab snail moth wasp bee ant beetle cricket panda koala lemur tapir zebra camel llama bison moose goat"""
ANIMALS = tuple(_ANIMALS.split())


def new_code() -> str:
    """A code for a room; there are 887 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """A code as somebody typed it, or None where it cannot be one."""
    code = "".join(typed.split()).replace("-", "").upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None


def name_of(id: int, room: str) -> str:
    """The name of a room's member, "blue otter"; the first 480 of a room have different ones.

    Args:
        id: of the member, from 1 up.
    """
    n = id - 1 + int.from_bytes(room.encode()) % 479  # each room begins elsewhere
    # Both go on with each member, so that neighbours in time have nothing in common.
    animal = n % len(ANIMALS)
    return f"{COLOURS[(n + n // len(ANIMALS)) % len(COLOURS)]} {ANIMALS[animal]}"
