from siamese.slices import finish


def counted(n: int, done: list[int]):
    for i in range(n):
        done.append(i)
        yield
    return sum(done)


def test_work_done_without_a_pause_gives_what_comes_of_it():
    done = []
    assert finish(counted(4, done)) == 0 + 1 + 2 + 3
    assert finish(counted(0, [])) == 0
