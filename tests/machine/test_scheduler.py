from harness.bench import SECOND


def test_sleep(bench):
    def program():
        bench.sleep(1.5)
        return bench.now

    assert bench.run(program) == 1.5


def test_threads(bench):
    t = bench.published("threading")
    q = bench.published("queue")

    def program():
        box = q.Queue()

        def body():
            bench.sleep(1)
            box.put(1)

        one = t.Thread(target=body)
        one.start()
        got = box.get()
        one.join()
        return bench.now, got

    assert bench.run(program) == (1.0, 1)
