"""`nearest` against scikit-learn's brute-force search, in turns: python -m tests.benchmarks.nearest

1,000 queries over 100,000 rows of 100 numbers, the ten nearest by cosine.
"""

import statistics
import time

import numpy as np
from sklearn.neighbors import NearestNeighbors

from similarity.neighbors import nearest


def main() -> None:
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((100_000, 100), dtype=np.float32)
    queries = rng.standard_normal((1_000, 100), dtype=np.float32)
    theirs = NearestNeighbors(n_neighbors=10, metric="cosine", algorithm="brute").fit(matrix)
    ratios = []
    for _ in range(5):
        start = time.perf_counter()
        rows, _ = nearest(queries, matrix, 10)
        middle = time.perf_counter()
        _, expected = theirs.kneighbors(queries)
        end = time.perf_counter()
        ratios.append((end - middle) / (middle - start))
        same = (rows == expected).mean()
        print(f"ours {middle - start:.2f} s, scikit-learn {end - middle:.2f} s, same {same:.2%}")
    print(f"scikit-learn takes {statistics.median(ratios):.2f} times as long (median)")


if __name__ == "__main__":
    main()
