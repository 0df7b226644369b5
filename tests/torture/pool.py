"""Starts workers, hands out jobs, and takes down the outcomes."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from tests.torture.jobs import Job, Outcome

ROOT = Path(__file__).resolve().parents[2]
Taken = Callable[[Job, Outcome], None]


class WorkerProcess:
    """One worker; without a shim it cannot play faults of the file system."""

    def __init__(self, shim: Path | None, postgres: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if shim is not None:
            environment["LD_PRELOAD"] = str(shim)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.worker", postgres],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl+C is for the one who hands out the jobs.
            start_new_session=True,
        )

    def run(self, job: Job) -> Outcome:
        """Have one job done."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(job)) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker died over: {job}")
        return Outcome.from_json(json.loads(answer))

    def close(self) -> None:
        """Let it go when it has done its last job."""
        self._process.communicate()


class Pool:
    """Several workers; every job is done once by one of them."""

    def __init__(self, workers: int, shim: Path | None, postgres: str) -> None:
        self._workers = [WorkerProcess(shim, postgres) for _ in range(workers)]

    def run(self, jobs: Iterable[Job], taken: Taken) -> None:
        """Do all jobs; ``taken`` is told of each, in one thread at a time."""
        waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)
        turn = threading.Lock()
        failures: list[BaseException] = []

        def serve(worker: WorkerProcess) -> None:
            while not failures:
                try:
                    job = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    outcome = worker.run(job)
                    with turn:
                        taken(job, outcome)
                except BaseException as error:  # noqa: BLE001 - raised again by who waits
                    failures.append(error)

        threads = [threading.Thread(target=serve, args=(one,)) for one in self._workers]
        for thread in threads:
            thread.start()
        _wait(threads, failures)
        if failures:
            raise failures[0]

    def close(self) -> None:
        """Let all workers go."""
        for worker in self._workers:
            worker.close()


def _wait(threads: Iterable[threading.Thread], failures: list[BaseException]) -> None:
    """Until all are done; at Ctrl+C what runs is brought to its end, what waits is left."""
    for thread in threads:
        try:
            thread.join()
        except KeyboardInterrupt as interrupted:
            failures.append(interrupted)
            thread.join()
