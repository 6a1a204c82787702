import numpy as np
import pytest

from siamese.data.episodes import sample_episode, sample_episodes

# 12 classes with other names than 0…n−1, each drawn once by each of 6 people, in no order.
ORDER = np.random.default_rng(0).permutation(72)
LABELS = np.repeat(100 + 7 * np.arange(12), 6)[ORDER]
PEOPLE = np.tile(np.arange(6), 12)[ORDER]


def episodes(n=50, labels=LABELS, **options):
    options = {"n_way": 5, "n_shot": 1, "n_query": 1, "rng": np.random.default_rng(0)} | options
    return list(sample_episodes(labels, n_episodes=n, **options))


def test_shapes_and_what_they_show():
    episode = sample_episode(LABELS, n_way=5, n_shot=2, n_query=3, rng=np.random.default_rng(0))
    assert episode.classes.shape == (5,)
    assert episode.support.shape == (5, 2)
    assert episode.query.shape == (5, 3)
    assert (LABELS[episode.support] == episode.classes[:, None]).all()
    assert (LABELS[episode.query] == episode.classes[:, None]).all()


def test_no_class_and_no_drawing_twice():
    for episode in episodes(n_way=12, n_shot=2, n_query=4):
        assert len(set(episode.classes)) == 12
        assert len(set(np.concatenate([episode.support, episode.query], axis=1).ravel())) == 72


def test_all_classes_and_drawings_come_up():
    drawn = np.concatenate([np.stack([e.support, e.query]).ravel() for e in episodes(300)])
    assert set(drawn) == set(range(72))


def test_one_person_for_the_support_and_another_for_the_queries():
    seen = set()
    for episode in episodes(groups=PEOPLE, n_way=12):
        (support,), (query,) = np.unique(PEOPLE[episode.support]), np.unique(PEOPLE[episode.query])
        assert support != query
        assert (LABELS[episode.support] == LABELS[episode.query]).all()
        seen.add((int(support), int(query)))
    assert len(seen) > 20  # of the 30 there are


def test_queries_of_any_others():
    people_of_queries = set()
    for episode in episodes(groups=PEOPLE, n_query=3, query_from="others"):
        (support,) = np.unique(PEOPLE[episode.support])
        assert support not in PEOPLE[episode.query]
        assert (LABELS[episode.query] == episode.classes[:, None]).all()
        assert all(len(set(row)) == 3 for row in episode.query)
        people_of_queries.add(len(np.unique(PEOPLE[episode.query])))
    assert max(people_of_queries) == 5


def test_only_people_with_enough_classes_take_part():
    kept = ~((PEOPLE == 2) & (LABELS > 120))  # person 2 drew 3 of the 12 classes
    people = PEOPLE[kept]
    drawn = episodes(200, labels=LABELS[kept], groups=people)
    assert 2 not in {int(people[e.support[0, 0]]) for e in drawn} | {int(people[e.query[0, 0]]) for e in drawn}


def test_the_seed_decides():
    a, b, c = (episodes(3, rng=np.random.default_rng(seed), groups=PEOPLE) for seed in (1, 1, 2))
    assert all((x.query == y.query).all() for x, y in zip(a, b, strict=True))
    assert any((x.query != y.query).any() for x, y in zip(a, c, strict=True))


def test_one_is_the_first_of_many():
    options = {"n_way": 5, "n_shot": 1, "n_query": 1}
    assert (
        sample_episode(LABELS, rng=np.random.default_rng(3), **options).query
        == episodes(4, rng=np.random.default_rng(3))[0].query
    ).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"n_way": 13}, "n_way=13, but only 12 of 12 classes have the 2 drawings"),
        ({"n_query": 6}, "only 0 of 12 classes have the 7 drawings"),
        ({"n_way": 13, "groups": PEOPLE}, "n_way=13, but of 6 people none shares more than 12 classes"),
        ({"n_shot": 2, "groups": PEOPLE}, "none shares more than 0 classes"),
        ({"groups": np.zeros(72)}, "of 1 people none shares more than 0 classes"),
        ({"n_shot": 0}, "n_shot=0"),
        ({"groups": PEOPLE[1:]}, "72 labels came with 71 groups"),
        ({"groups": PEOPLE, "query_from": "me"}, "query_from='me'"),
    ],
)
def test_what_cannot_be_sampled_says_so(options, words):
    with pytest.raises(ValueError, match=words):
        episodes(1, **options)
