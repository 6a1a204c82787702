"""What a symbol stands on: paper or board, the light on it, and where it ends.

Pictures here are float32 in [0, 1], shape `(height, width, channels)`, dark things on light paper.
"""

from functools import reduce

import cv2
import numpy as np

_SMALL = 160  # pixels, the longer side on which the paper is looked at as a whole
_STEP = 0.2  # change of the logarithm of light over two pixels that no soft shadow makes
_DEEPEST = 0.35  # of the light is left in the deepest shadow; what is darker is another thing
_CLEAR = 2e-5  # mean cube of differences; a blank sheet has less
_NOTHING = 1e-8  # of the same
_LIGHTEST_BOARD = 0.75
_DARKEST_PAPER = 0.35
_DARKNESS = 0.1  # of light; below it, differences are noise
_TINT = 0.15  # a shadow changes the colour of paper, as a logarithm, by less than this


def is_dark(picture: np.ndarray) -> bool:
    """Whether what stands out from the paper is lighter than it: chalk on a board. Takes light on dark too."""
    scale = min(1, 200 / max(picture.shape[:2]))
    grey = cv2.resize(picture.mean(axis=2), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = grey.shape
    y, x = np.mgrid[0:height, 0:width]
    # The symbol is rather in the middle, tables and shadows reach in from the edge.
    central = np.exp(-((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) / 0.1)
    levels = np.rint(grey * 255).astype(np.uint8)
    clearest, stands_out = 0.0, False
    for share in (12, 8, 5, 3):  # of the picture: surroundings of a fine pen's strokes to those of a thick marker's
        out = grey - cv2.medianBlur(levels, max(3, max(height, width) // share) | 1).astype(np.float32) / 255
        # Cubes: noise and the edges of shadows go both ways, but not far.
        lighter, darker = (float(np.average(np.clip(way, 0, None) ** 3, weights=central)) for way in (out, -out))
        stands_out |= max(lighter, darker) > _CLEAR
        odds = np.log(lighter + _NOTHING) - np.log(darker + _NOTHING)
        clearest = max(clearest, odds, key=abs)
    middle = float(np.median(grey))
    if not stands_out:
        return middle < _DARKEST_PAPER
    return clearest > 0 and middle < _LIGHTEST_BOARD


def flatten_light(picture: np.ndarray) -> np.ndarray:
    """How much darker each place is than the paper round it, whatever light and shadow lie over both.

    The light of a place is that of the paper round it: thin dark things are closed over. A filled symbol is too
    thick for that, and a shadow just as dark; but only a symbol is an island with sharp edges. Islands are filled
    from their shore. What lies beyond the edge of the sheet is taken for paper.

    Returns:
        depth, float32 of at most 1, shape `(height, width)`: 0 is paper, 1 is black; noise goes below 0.
    """
    levels = np.rint(picture * 255).astype(np.uint8)
    side = max(levels.shape[:2])
    # Noise first: closing would take the lightest grain for the paper.
    light = cv2.medianBlur(levels, 5 if side > 200 else 3)
    light = _close(light, max(3, side // 20) | 1).reshape(levels.shape)
    islands, sheet = _survey(light)
    if islands.any():
        light = _fill(light, islands)
    light = cv2.GaussianBlur(light, (0, 0), max(side / 300, 0.5)).reshape(levels.shape)
    # Each colour by itself: white balance comes for free, and a pen shows most in the colour it takes away.
    light = light.astype(np.float32) / 255
    depth = reduce(cv2.max, cv2.split((light - picture) / np.maximum(light, _DARKNESS)))
    # The darkest of three noisy colours lies a little below the paper.
    depth -= np.median(depth)
    depth[~sheet] = 0
    return depth


def noise_of(depth: np.ndarray) -> np.ndarray:
    """Standard deviation of the noise at each place, shape `(height, width)`: there is more of it in the dark."""
    grain = np.abs(depth - cv2.blur(depth, (3, 3)))
    usual = float(np.median(grain))
    # Edges of strokes are no noise. 1.18 undoes the mean's part in a window of nine, 1.25 the absolute value.
    return cv2.blur(np.minimum(grain, 4 * usual), (41, 41)) * (1.18**0.5 * 1.25)


def _close(light: np.ndarray, size: int) -> np.ndarray:
    """Fill dark things narrower than `size` pixels."""
    ways = cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101
    edge, mirrored = (cv2.copyMakeBorder(light, size, size, size, size, way).astype(np.int16) for way in ways)
    # Light that fades towards the picture's border goes on fading beyond it, else its corners would be filled too.
    wider = np.clip(2 * edge - mirrored, 0, 255).astype(np.uint8)
    closed = cv2.morphologyEx(wider, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    return closed[size:-size, size:-size]


def _survey(light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Look at the paper as a whole, once thin things are closed over.

    Returns:
        two bool arrays of shape `(height, width)`: the islands (dark, with sharp edges all round, not at the
        border) and the sheet (False on the table round it).
    """
    height, width = light.shape[:2]
    scale = min(1, _SMALL / max(height, width))
    small = cv2.resize(light, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Black is not infinitely dark: noise down there is no edge.
    logs = np.log(small.reshape(*small.shape[:2], -1).astype(np.float32) + 8)
    steps = cv2.morphologyEx(logs.min(axis=2), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    n, labels = cv2.connectedComponents((steps < _STEP).astype(np.uint8), connectivity=4)
    border = np.zeros(n, bool)
    border[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = True
    border[0] = False
    land = cv2.morphologyEx((~border[labels]).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    land = cv2.dilate(land, np.ones((5, 5), np.uint8))
    sheet = _sheet(logs, labels, n)

    def whole(mask: np.ndarray) -> np.ndarray:
        return cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0

    return whole(land), whole(sheet)


def _sheet(logs: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """The region in the middle and what is the same paper in a shadow, with all that they enclose."""
    height, width = labels.shape
    y, x = np.mgrid[0:height, 0:width]
    central = np.exp(-(((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) / 0.1))
    weight = np.bincount(labels.ravel(), central.ravel(), n)
    weight[0] = 0
    sizes = np.maximum(np.bincount(labels.ravel(), minlength=n), 1)
    tones = np.stack([np.bincount(labels.ravel(), c.ravel(), n) / sizes for c in np.moveaxis(logs, 2, 0)], 1)
    difference = tones - tones[weight.argmax()]
    tint = np.abs(difference - difference.mean(axis=1, keepdims=True)).max(axis=1)
    same = (np.abs(difference.mean(axis=1)) < -np.log(_DEEPEST)) & (tint < _TINT)
    same[0] = False
    paper = same[labels].astype(np.uint8)
    hull = np.zeros_like(paper)
    cv2.fillConvexPoly(hull, cv2.convexHull(cv2.findNonZero(paper)), 1)
    if hull.mean() > 0.97:
        return np.ones_like(hull)
    # A little inside its edge, whose own shadow is no ink.
    padded = cv2.copyMakeBorder(hull, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return cv2.erode(padded, np.ones((5, 5), np.uint8))[1:-1, 1:-1]


def _fill(light: np.ndarray, islands: np.ndarray) -> np.ndarray:
    """Give islands the light of the nearest place on their shore, smoothed; the rest stays as it was."""
    _, nearest = cv2.distanceTransformWithLabels(
        islands.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    shore = np.zeros((nearest.max() + 1, light.shape[2]), light.dtype)
    shore[nearest[~islands]] = light[~islands]
    smooth = cv2.GaussianBlur(shore[nearest], (0, 0), max(light.shape[:2]) / 40).reshape(light.shape)
    return np.where(islands[..., None], smooth, light)
