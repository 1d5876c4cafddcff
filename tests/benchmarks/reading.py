"""What a reader passes from a word of text to a moved vector: python -m tests.benchmarks.reading

A profiler notes each function of the project when it is first called, until the first step is done:
on the textbook page, from sentences; in `learn`, from the ids of a text; and in `train`, which adds
files, processes and progress. Prints how many functions, how many files, and how often the next
function stands in another file than the one before.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from word2vec import Config, Vocabulary, train
from word2vec.running.checkpoint import Run
from word2vec.textbook import train_by_pairs
from word2vec.training import Chunk, learn
from word2vec.vocabulary import END

PROJECT = Path(__file__).parents[2]
SENTENCES = ["the cat sat on the mat".split()] * 30


class Done(Exception):
    """The first step is done."""


def functions_until_step(work: Callable[[], Any]) -> list[tuple[str, str]]:
    """File and name of each function of the project, in the order of their first calls."""
    found: dict[tuple[str, str], None] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        path, name = Path(frame.f_code.co_filename), frame.f_code.co_name
        if path.is_relative_to(PROJECT / "word2vec") and not name.startswith("<"):
            if event == "call":
                found.setdefault((path.relative_to(PROJECT).as_posix(), name))
            elif event == "return" and name == "step":
                raise Done

    sys.setprofile(note)
    try:
        work()
    except Done:
        pass
    finally:
        sys.setprofile(None)
    return list(found)


def main() -> None:
    config = Config(dim=4, epochs=5)
    vocabulary = Vocabulary({"the": 60, "cat": 30, "mat": 30, "on": 30, "sat": 30})
    table = Run.begin(vocabulary, config).table
    ids = np.concatenate([[*vocabulary.encode(words), END] for words in SENTENCES])
    chunk = Chunk(0, ids.astype(np.int32), 0.0, 1.0)
    for name, work in {
        "textbook": lambda: train_by_pairs(SENTENCES, config),
        "learn": lambda: list(learn(table, [chunk], vocabulary.counts, config)),
        "train": lambda: train(SENTENCES, config),
    }.items():
        found = functions_until_step(work)
        files = [file for file, _ in found]
        changes = sum(one != other for one, other in zip(files, files[1:], strict=False))
        print(f"{name}: {len(found)} functions, {len(set(files))} files, {changes} changes of file")
        for file, function in found:
            print(f"    {file:32} {function}")


if __name__ == "__main__":
    main()
