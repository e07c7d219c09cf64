"""The worker runs work in order on one thread, and the event loop stays free meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import threading

import pytest

from retrieval.index.threads import RetrievalWorker


async def test_work_runs_in_order_on_one_thread_other_than_the_loops(worker: RetrievalWorker) -> None:
    done: list[int] = []

    def piece(n: int) -> str:
        done.append(n)
        return threading.current_thread().name

    threads = await asyncio.gather(*(worker.run(piece, n) for n in range(50)))
    assert done == list(range(50))
    assert len(set(threads)) == 1
    assert threading.current_thread().name not in threads


async def test_results_arguments_and_errors_reach_the_caller(worker: RetrievalWorker) -> None:
    assert await worker.run(int, "ff", base=16) == 255
    with pytest.raises(ValueError, match="invalid literal"):
        await worker.run(int, "no number")
    assert await worker.run(int, "7") == 7


async def test_the_loop_stays_free_while_work_runs(worker: RetrievalWorker) -> None:
    hold = threading.Event()
    piece = asyncio.ensure_future(worker.run(hold.wait, 30))
    turns = 0
    while turns < 100:
        await asyncio.sleep(0)
        turns += 1
    assert not piece.done()
    hold.set()
    assert await piece


async def test_cancelling_drops_work_that_has_not_begun(worker: RetrievalWorker) -> None:
    hold, begun, loop = threading.Event(), asyncio.Event(), asyncio.get_running_loop()
    ran: list[str] = []

    def first() -> None:
        loop.call_soon_threadsafe(begun.set)
        hold.wait(30)
        ran.append("first")

    running = asyncio.ensure_future(worker.run(first))
    waiting = asyncio.ensure_future(worker.run(ran.append, "cancelled"))
    after = asyncio.ensure_future(worker.run(ran.append, "after"))
    await begun.wait()
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    hold.set()
    await asyncio.gather(running, after)
    assert ran == ["first", "after"]


async def test_closing_lets_the_running_work_finish_and_drops_the_rest() -> None:
    worker = RetrievalWorker()
    hold, ran = threading.Event(), list[int]()

    def piece(n: int) -> None:
        hold.wait(30)
        ran.append(n)

    running = [asyncio.ensure_future(worker.run(piece, n)) for n in range(3)]
    await asyncio.sleep(0.01)
    threading.Timer(0.05, hold.set).start()
    await asyncio.to_thread(worker.close)
    results = await asyncio.gather(*running, return_exceptions=True)
    assert ran == [0]
    assert [type(r).__name__ for r in results] == ["NoneType", "CancelledError", "CancelledError"]
    with pytest.raises(RuntimeError):
        await worker.run(int, "7")


async def test_idle_work_runs_once_after_a_pause_and_again_after_the_next(worker: RetrievalWorker) -> None:
    ran: list[str] = []
    worker.when_idle(0.05, lambda: ran.append(threading.current_thread().name))
    for _ in range(2):
        thread = await worker.run(lambda: threading.current_thread().name)
        await asyncio.sleep(0.3)
    assert ran == [thread] * 2


async def test_idle_work_waits_while_there_is_other_work(worker: RetrievalWorker) -> None:
    ran: list[int] = []
    worker.when_idle(0.2, lambda: ran.append(1))
    for _ in range(10):
        await worker.run(int)
        await asyncio.sleep(0.04)
    assert not ran


async def test_without_a_pause_idle_work_runs_after_so_many_pieces(worker: RetrievalWorker) -> None:
    ran: list[int] = []
    done: list[int] = []
    worker.when_idle(60.0, lambda: ran.append(len(done)), every=3)
    for n in range(7):
        await worker.run(done.append, n)
    await worker.run(int)
    assert ran == [3, 6]


async def test_a_closed_worker_does_no_idle_work() -> None:
    worker, ran = RetrievalWorker(), list[int]()
    worker.when_idle(0.02, lambda: ran.append(1))
    await worker.run(int)
    worker.close()
    await asyncio.sleep(0.1)
    assert not ran
