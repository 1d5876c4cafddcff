"""Several processes at one work, in memory that they share.

Nobody waits for anybody: two workers may read the same rows, and the one that writes last wins
(Hogwild, Niu et al. 2011). Rows that collide are few, so little is lost; but which ones depends on
the clock, so two runs never end with the same bytes.
"""

import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any

# started afresh, not forked, so that each has its own NumPy with one BLAS thread
_spawn = get_context("spawn")


def shared_memory(size: int) -> Any:
    """Room for `size` float32 zeros that workers can write to; freed with the last to use it."""
    return _spawn.RawArray("f", size)


def in_parallel(work: Callable, jobs: range, workers: int, *args: Any) -> Generator[Any]:
    """What `work(jobs, *args)` yields, with the jobs shared out among workers, as it comes.

    Each worker takes the next job that nobody has taken. Raises what a worker raises, and
    ChildProcessError where one is killed; however it ends, no worker is left behind.
    """
    with _signals_blocked():
        taken = _spawn.Value("q", jobs.start)  # this also starts a helper of multiprocessing
    processes: list[Any] = []
    pipes: dict[Any, tuple[int, Any]] = {}
    try:
        with _signals_blocked():
            for number in range(1, workers + 1):
                reader, writer = _spawn.Pipe(duplex=False)
                process = _spawn.Process(
                    target=_worker, args=(writer, work, taken, jobs.stop, args), daemon=True
                )
                process.start()
                writer.close()  # so that the worker holds the only end: when it goes, we hear
                processes.append(process)
                pipes[reader] = number, process
        while pipes:
            ready: list[Any] = wait(list(pipes))
            for reader in ready:
                try:
                    result = reader.recv()
                except EOFError:
                    _check_exit(*pipes.pop(reader), workers)
                else:
                    if isinstance(result, Exception):
                        raise result
                    yield result
    finally:
        for process in processes:
            process.kill()
            process.join()


def _worker(writer: Any, work: Callable, taken: Any, stop: int, args: tuple) -> None:
    try:
        for result in work(_free_jobs(taken, stop), *args):
            writer.send(result)
    except BrokenPipeError:
        pass  # nobody listens any more: the parent was killed
    except Exception as error:
        writer.send(error)


def _free_jobs(taken: Any, stop: int) -> Iterator[int]:
    while True:
        with taken.get_lock():
            job = taken.value
            taken.value += 1
        if job >= stop:
            return
        yield job


def _check_exit(number: int, process: Any, workers: int) -> None:
    process.join()
    if process.exitcode:
        how = f"was killed by signal {-process.exitcode}"
        if process.exitcode > 0:
            how = f"ended with status {process.exitcode}"
        raise ChildProcessError(
            f"worker {number} of {workers} {how}, so the training was stopped; if memory ran out, "
            "use fewer workers; a checkpoint, if you asked for one, can be resumed"
        )


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Processes that start here never see Ctrl-C and the like: the parent says what happens."""
    if sys.platform == "win32":
        yield
        return
    asking = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, asking)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
