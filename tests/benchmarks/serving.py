"""A server of vectors under load, and what shorter vectors keep: python -m tests.benchmarks.serving

Trains on the Chinese sample, or takes what is given: `python -m tests.benchmarks.serving FILE`, a
file of word vectors or a BERT. `word2vec serve` answers in a process of its own. First, 8 clients
ask 200 times each, one text at a time, over connections that stay open; then 300 and 900 ask once,
all at the same moment, without a second try. Prints the milliseconds until an answer (the median,
and what 99 of 100 do not exceed), answers in a second, and how many failed.

Then, for word vectors: of the ten nearest of each word, the share that is still there after vectors
are cut to their first dimensions, as they are and as the API cuts them.
"""

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pooling import SentenceEncoder
from pooling.api import Api
from pooling.pretrained import is_bert
from similarity.metrics import Array
from similarity.neighbors import nearest
from word2vec.running.files import DATA
from word2vec.running.questions import read_rows
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.vectors import WordVectors

SERVE = [sys.executable, "-m", "word2vec", "--lang", "en", "serve", "--port", "0"]
CLIENTS, TIMES, CROWDS, WAIT = 8, 200, (300, 900), 60
K = 10  # nearest ones of a word


@contextmanager
def served(path: str) -> Any:
    """The port of a server in a process of its own."""
    with subprocess.Popen([*SERVE, path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        print(line, end="", flush=True)
        try:
            yield int(line.split("127.0.0.1:")[1].split("/")[0])
        finally:
            process.terminate()
    print(f"ended with status {process.returncode}")


def asked(line: HTTPConnection, text: str) -> float:
    """Ask for the vector of a text; the milliseconds until it is there."""
    start = time.perf_counter()
    body = json.dumps({"input": text, "model": "any", "encoding_format": "base64"})
    line.request("POST", "/v1/embeddings", body)
    with line.getresponse() as answer:
        found = json.load(answer)
    if "data" not in found:
        raise HTTPException(found["error"]["message"])
    return 1000 * (time.perf_counter() - start)


def load(clients: int, times: int, port: int, texts: list[str]) -> None:
    """So many clients at once, each of which asks so many times; prints how it went."""
    together, taken, failed = threading.Barrier(clients + 1), list[float](), list[str]()

    def client(number: int) -> None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=WAIT)) as line:
            together.wait()
            for i in range(times):
                try:
                    taken.append(asked(line, texts[(number + i) % len(texts)]))
                except (OSError, HTTPException) as error:
                    failed.append(repr(error))

    threads = [threading.Thread(target=client, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    together.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    half, most = statistics.median(taken), sorted(taken)[int(0.99 * len(taken))]
    print(
        f"{clients:4} clients x {times:3}: median {half:6.1f} ms, 99 of 100 within {most:7.1f} ms, "
        f"{len(taken) / seconds:6.0f} answers/s, {len(failed)} failed {' '.join(failed[:1])}",
        flush=True,
    )


def kept(vectors: Array, change: Callable[[int], Array]) -> str:
    """The share of each word's K nearest that half, a quarter, a tenth of the numbers keep."""
    D = vectors.shape[1]
    right = nearest(vectors, vectors, K + 1)[0]
    shares = []
    for k in (D // 2, D // 4, D // 10):
        found = nearest(change(k), change(k), K + 1)[0]
        both = [len({*a} & {*b}) - 1 for a, b in zip(right, found, strict=True)]
        shares.append(f"{k}: {statistics.mean(both) / K:.2f}")
    return ", ".join(shares)


def main() -> None:
    parser = argparse.ArgumentParser(description="A server of vectors under load.")
    parser.add_argument("vectors", nargs="?", help="a file of word vectors, or a BERT")
    given = parser.parse_args().vectors
    with TemporaryDirectory() as folder:
        path = given or str(Path(folder, "sample.zh.npz"))
        if not given:
            train(read_sentences(DATA / "sample.zh.txt")).vectors.save(path)
        language = "en" if is_bert(path) or "the" in WordVectors.load(path) else "zh"
        texts = [text for _, text in read_rows(DATA / f"sentences.{language}.tsv")]
        with served(path) as port:
            load(1, TIMES, port, texts)
            load(CLIENTS, TIMES, port, texts)
            for crowd in CROWDS:
                load(crowd, 1, port, texts)
        if not is_bert(path):
            encoder = SentenceEncoder(WordVectors.load(path))
            api, words = Api(encoder, path), encoder.vocabulary
            whole = encoder.encode(words)
            print(
                f"of the {K} nearest of {len(words)} words in {encoder.dim} dimensions are kept by"
            )
            print(f"the first dimensions  {kept(whole, lambda k: whole[:, :k])}")
            print(f"those of the API      {kept(whole, lambda k: api.vectors(words, k))}")


if __name__ == "__main__":
    main()
