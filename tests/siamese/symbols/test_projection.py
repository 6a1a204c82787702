import numpy as np
from sklearn.decomposition import PCA

from siamese.symbols.projection import Projection


def test_it_is_the_plane_of_the_principal_components():
    """Against scikit-learn's."""
    rng = np.random.default_rng(0)
    points = (rng.normal(size=(60, 8)) * np.linspace(3, 0.2, 8)).astype(np.float32)
    ours, theirs = Projection.fit(points)(points), PCA(2).fit_transform(points)
    for axis in (0, 1):
        assert abs(np.corrcoef(ours[:, axis], theirs[:, axis])[0, 1]) > 0.9999
    assert np.isclose(ours[:, 0].std(), 1, atol=1e-4)
    assert np.allclose(ours.mean(0), 0, atol=1e-5)


def test_no_processor_mirrors_the_map():
    """The sign of a principal component is up to the library: the largest number of each is positive."""
    for seed in range(5):
        axes = Projection.fit(np.random.default_rng(seed).normal(size=(20, 8)).astype(np.float32)).axes
        assert (axes.max(0) == np.abs(axes).max(0)).all()


def test_a_point_stays_where_it_is_whatever_else_is_on_the_map():
    rng = np.random.default_rng(0)
    project = Projection.fit(rng.normal(size=(20, 8)).astype(np.float32))
    points = rng.normal(size=(5, 8)).astype(np.float32)
    assert np.allclose(project(points)[:2], project(points[:2]))
