import numpy as np

from siamese.data.episodes import Episode
from tests.bench.gestures import right_by_p_dollar
from tests.bench.p_dollar import cloud_of, distances


def test_each_query_is_judged_by_the_nearest_of_its_own_episode():
    rng = np.random.default_rng(0)
    clouds = np.stack([cloud_of([rng.uniform(0, 100, (6, 2))]) for _ in range(12)])
    rows = [rng.permutation(12)[:6].reshape(2, 3) for _ in range(4)]
    episodes = [Episode(np.arange(3), support[:, None], query[:, None]) for support, query in rows]
    expected = [
        [np.argmin([distances(clouds[q][None], clouds[s][None])[0] for s in support]) == i for i, q in enumerate(query)]
        for support, query in rows
    ]
    assert right_by_p_dollar(clouds, episodes).tolist() == expected
