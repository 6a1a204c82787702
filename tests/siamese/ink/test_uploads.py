"""Pictures as people upload them are judged like what was drawn on them; `python -m tests.bench.photos` has more."""

import pytest

from siamese.judging.manifest import FOLDER
from siamese.judging.verifier import Verifier
from tests.bench.photos import judge_uploads
from tests.photo_maker import KINDS

AT_LEAST = 0.95


@pytest.mark.skipif(not (FOLDER / "manifest.json").exists(), reason="needs the trained weights, and there are none yet")
def test_uploads_are_the_same_as_their_originals_and_different_from_others():
    judged = list(judge_uploads(Verifier.load(), KINDS, seed=0, width=480))
    assert len(judged) >= 40
    for which, question in enumerate(("same as the original", "different from another")):
        wrong = [one for one in judged if not one.good[which]]
        assert len(wrong) <= (1 - AT_LEAST) * len(judged), (question, wrong)
