import numpy as np
import pytest

from siamese.data.omniglot import Omniglot
from siamese.ink.frame import FRAME
from siamese.training.augmentation import Variation
from siamese.training.mixture import FEW_HANDS, Mixture, MnistSource, OmniglotSource, ShapeSource, StrokeSource


def omniglot() -> Omniglot:
    """Two characters, two drawings each: an upright bar and a lying one."""
    images = np.zeros((4, 105, 105), bool)
    images[:2, 20:80, 50:54] = images[2:, 50:54, 20:80] = True
    return Omniglot(images, np.zeros(4, int), np.array([0, 0, 1, 1]), np.array([1, 2, 1, 2]), ("A",), ("A/1", "A/2"))


def mnist() -> MnistSource:
    images = np.zeros((10, 28, 28), np.uint8)
    images[:, 5:20, 10:14] = 255
    return MnistSource(images, np.arange(10))


def test_classes_are_numbered_over_all_sources():
    mixture = Mixture((mnist(), OmniglotSource(omniglot())), (0.5, 0.5))
    assert len(mixture.classes) == 10 + 2 * 8  # digits, and two characters in four turns, mirrored or not
    assert mixture.classes["7"] == 7


def test_batch_has_its_form_and_repeats_with_its_seed():
    mixture = Mixture((mnist(), OmniglotSource(omniglot())), (0.5, 0.5))
    frames, labels = mixture.batch(6, rng=np.random.default_rng([0, 3]))
    assert frames.shape == (6, FRAME, FRAME, 1)
    assert frames.dtype == np.float32
    again = mixture.batch(6, rng=np.random.default_rng([0, 3]))
    np.testing.assert_array_equal(frames, again[0])
    np.testing.assert_array_equal(labels, again[1])


def test_shares_hold():
    mixture = Mixture((mnist(), OmniglotSource(omniglot())), (0.25, 0.75))
    _, labels = mixture.batch(2000, rng=np.random.default_rng(0))
    # Binomial, n = 2000, p = 1/4: four standard deviations are 0.039.
    assert np.mean(labels < 10) == pytest.approx(0.25, abs=0.039)


def test_turns_and_mirror_images_can_be_left_out():
    assert OmniglotSource(omniglot(), turned=False, mirrored=False).classes == ("A/1@0", "A/2@0")
    assert OmniglotSource(omniglot(), turned=False).classes == ("A/1@0", "A/1@0 mirrored", "A/2@0", "A/2@0 mirrored")
    assert len(OmniglotSource(omniglot(), mirrored=False).classes) == 2 * 4


@pytest.mark.parametrize("label, offset", [(0, -40), (1, 40), (2, -10), (3, 10)])
def test_drawings_are_of_the_class_that_was_asked_for(label, offset):
    """Two characters, each a bar left of the middle, and their mirror images."""
    images = np.zeros((2, 105, 105), bool)
    images[0, 20:80, 10:15] = images[1, 20:80, 40:45] = True  # centres 40 and 10 columns left of the middle one
    drawings = Omniglot(images, np.zeros(2, int), np.arange(2), np.ones(2, int), ("A",), ("A/1", "A/2"))
    still = Variation(rotation=0, stretch=0, shear=0, bend=0, coarse=0)
    ink = OmniglotSource(drawings, turned=False).draw(label, still, np.random.default_rng(0))
    centre = np.average(np.arange(len(ink)) + 0.5, weights=ink.sum(axis=0)) / len(ink)
    # The picture is drawn with an eighth of its side as margin on each side.
    assert (centre - 0.5) * 1.25 * 105 == pytest.approx(offset, abs=1)


def test_what_the_variation_rubs_out_is_drawn_anew():
    class Faint(MnistSource):
        drawn = 0

        def draw(self, label, variation, rng):
            self.drawn += 1
            return super().draw(label, variation, rng) * (self.drawn % 3 == 0)

    source = Faint(mnist().images, np.arange(10))
    frames, _ = Mixture((source,), (1.0,)).batch(4, rng=np.random.default_rng(0))
    assert source.drawn == 12
    assert (frames.max(axis=(1, 2, 3)) > 0.5).all()


def test_frames_can_be_small():
    frames, _ = Mixture((mnist(),), (1.0,)).batch(2, rng=np.random.default_rng(0), frame=32)
    assert frames.shape == (2, 32, 32, 1)


def test_orientation_is_part_of_the_class():
    mixture = Mixture((OmniglotSource(omniglot(), mirrored=False),), (1.0,))
    frames, labels = mixture.batch(200, rng=np.random.default_rng(0))
    names = np.array(list(mixture.classes))[labels]
    upright = [np.ptp(np.nonzero(f[..., 0] > 0.5)[0]) > np.ptp(np.nonzero(f[..., 0] > 0.5)[1]) for f in frames]
    expected = [name in ("A/1@0", "A/1@180", "A/2@90", "A/2@270") for name in names]
    assert upright == expected


def upright(i: int) -> list[np.ndarray]:
    return [np.array([[0.5, 0.0], [0.5, 1.0]], np.float32)]


def strokes_of(labels: str, **options) -> StrokeSource:
    return StrokeSource(upright, np.array(list(labels)), np.full(len(labels), "script"), **options)


@pytest.mark.parametrize("evenness, share", [(1.0, 0.5), (0.0, 0.8), (0.5, 2 / 3)])
def test_classes_come_up_as_evenly_as_asked(evenness, share):
    """Four drawings of a, one of b: alike 1/2, each drawing alike 4/5, between them √4 : √1."""
    source, rng = strokes_of("aaaab", evenness=evenness), np.random.default_rng(0)
    assert np.mean([source.pick(rng) == 0 for _ in range(4000)]) == pytest.approx(share, abs=0.035)


def test_symbols_of_few_hands_are_varied_more():
    class Seen(Variation):
        def of_one_hand(self):
            raise LookupError

    many, few = strokes_of("a" * FEW_HANDS), strokes_of("a" * (FEW_HANDS - 1))
    many.draw(0, Seen(), np.random.default_rng(0))
    with pytest.raises(LookupError):
        few.draw(0, Seen(), np.random.default_rng(0))


def test_plain_shapes_come_up_more_often_than_what_is_put_together_of_them():
    source, rng = ShapeSource(), np.random.default_rng(0)
    drawn = np.array([source.pick(rng) for _ in range(4000)])
    n = len(source.classes)
    # The first quarter has half of the draws: √(1/4).
    assert np.mean(drawn < n / 4) == pytest.approx(0.5, abs=0.035)
    assert drawn.min() >= 0 and drawn.max() < n
