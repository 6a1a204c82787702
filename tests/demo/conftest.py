import pytest

from demo.pad.looker import Looker
from tests.demo.verifiers import untrained_verifier


@pytest.fixture(scope="session")
def verifier():
    verifier = untrained_verifier()
    verifier.warm_up()
    return verifier


@pytest.fixture
def looker(verifier):
    return Looker(verifier)
