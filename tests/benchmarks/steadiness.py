"""Do two seeds find the same neighbours? python -m tests.benchmarks.steadiness CORPUS [options]

    … CORPUS --epochs 5 --seeds 6 [--only ours] [--pword2vec PROGRAM] [--keep FOLDER]

Trains a text with each program, one worker and seeds 1, 2, 3 …, every run a process of its own.
"In common" is the share of the ten nearest neighbours that two seeds both find: for 500 of the
5,000 most frequent words, which are also the words among which neighbours are looked for, the mean
over words and over all pairs of seeds. The scores are Spearman's correlation with files of word
pairs, and the share of Google's analogies, syntactic and semantic, that 3CosAdd answers among all
words; in brackets stands how many questions are covered. ± is the standard deviation over seeds;
the standard error of a mean is that divided by the square root of their number.

--keep FOLDER keeps all vectors, and takes those of other programs that it already has. pWord2Vec
needs an option -seed (see `against_gensim`): without it, all its seeds are the same.
"""

import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from gensim.test.utils import datapath

from similarity.search import nearest
from tests.benchmarks.against_gensim import SETTINGS, finished, options, programs, start
from tests.benchmarks.learned import PAIRS
from word2vec.evaluation import Question, analogy_accuracy, word_similarity
from word2vec.model import Config
from word2vec.running.questions import read_analogies, read_pairs
from word2vec.vectors import WordVectors

QUERIES, FREQUENT, NEAREST = 500, 5_000, 10
SYNTACTIC = "gram"  # how the names of Google's syntactic sections begin
LINE_END = "</s>"  # a word to pWord2Vec and fastText


def trained(program: str, corpus: str, config: Config, folder: str) -> WordVectors:
    """Vectors that the folder has, or that a process now trains; the most frequent word first."""
    settings = "_".join(str(getattr(config, name)) for name in (*SETTINGS, "seed"))
    name = f"{Path(corpus).stem}_{Path(program).name}_{settings}.bin"
    path = Path(folder, name)
    if program == "ours" or not path.exists():  # ours may have changed since
        part = path.with_stem(f"{path.stem}_part")
        finished(start(program, corpus, str(part), config))
        part.replace(path)
    return loaded(path)


def loaded(path: Path) -> WordVectors:
    """The vectors of a file, without that of the end of a line."""
    vectors = WordVectors.load(path)
    rows = [row for row, word in enumerate(vectors.words) if word != LINE_END]
    return WordVectors([vectors.words[row] for row in rows], vectors.matrix[rows])


def in_common(models: Sequence[WordVectors]) -> float:
    """The share of nearest neighbours that two of the models both find, over all pairs of them."""
    words = models[0].words[:FREQUENT]
    drawn = np.random.default_rng(0).permutation(len(words))[:QUERIES]
    found = []
    for vectors in models:
        frequent = vectors.matrix[[vectors.id(word) for word in words]]  # (n, D)
        rows, _ = nearest(frequent[drawn], frequent, NEAREST + 1)  # (q, k) itself too
        found.append([set(row) - {id} for row, id in zip(rows.tolist(), drawn, strict=True)])
    shared = [
        len(one & other)
        for first, second in combinations(found, 2)
        for one, other in zip(first, second, strict=True)
    ]
    return float(np.mean(shared)) / NEAREST


def kinds_of(analogies: str) -> dict[str, list[Question]]:
    """The questions of a file like Google's, by whether they ask for a form or for a fact."""
    kinds: dict[str, list[Question]] = {"syntactic": [], "semantic": []}
    for name, questions in read_analogies(analogies).items():
        kinds["syntactic" if name.startswith(SYNTACTIC) else "semantic"] += questions
    return kinds


def main() -> None:
    parser = options(__doc__.split("?")[0])
    parser.add_argument("--seeds", type=int, default=6, help="how many")
    parser.add_argument("--sets", nargs="+", default=[datapath(file) for file in PAIRS.values()],
                        help="files of word pairs (default: as gensim ships them)")  # fmt: skip
    parser.add_argument("--analogies", default=datapath("questions-words.txt"))
    parser.add_argument("--keep", metavar="FOLDER", help="for the vectors")
    args = parser.parse_args()
    if args.seeds < 2:
        parser.error(f"--seeds must be at least 2, to compare them; got {args.seeds}")
    sets = {Path(path).stem: read_pairs(path) for path in args.sets}
    kinds = kinds_of(args.analogies)
    settings = {name: getattr(args, name) for name in SETTINGS}
    print(f"{Path(args.corpus).name}, {args.seeds} seeds, mean ± standard deviation over seeds; "
          + ", ".join(f"{name} {value}" for name, value in settings.items()))  # fmt: skip
    for program in programs(args):
        with tempfile.TemporaryDirectory() as folder:
            models = [
                trained(program, args.corpus, Config(**settings, seed=seed), args.keep or folder)
                for seed in range(1, args.seeds + 1)
            ]
        found = [
            [word_similarity(vectors, pairs) for pairs in sets.values()]
            + [analogy_accuracy(vectors, questions) for questions in kinds.values()]
            for vectors in models
        ]
        if program == programs(args)[0]:
            names = zip([*sets, *kinds], found[0], strict=True)
            titles = (f"{f'{name} ({score.covered})':>21}" for name, score in names)
            print("program    in common" + "".join(titles))
        values = np.array([[score.value for score in row] for row in found])  # (n, 4)
        spread = zip(values.mean(axis=0), values.std(axis=0, ddof=1), strict=True)
        print(f"{Path(program).name:10} {in_common(models):9.3f}"
              + "".join(f"{mean:12.4f} ± {sd:.4f}" for mean, sd in spread), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
