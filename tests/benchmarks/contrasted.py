"""Where does the gain of contrastive learning come from? python -m tests.benchmarks.contrasted

On both samples, mean ± standard error over seeds 1 to 5: how well texts are found by their
subject, and what becomes of the cone, for sentence vectors with and without contrastive learning.
The control is LSA: a matrix of words and articles, factorised, knows which words are in the same
articles, and has no loss at all. A second table asks for the next sentence, in articles of the
training and in others.

    python -m tests.benchmarks.contrasted CORPUS                   # the second table, of any text
    python -m tests.benchmarks.contrasted CORPUS --sts FILE ...

The last asks how well cosines agree with people (STS benchmark, .csv; SICK, .txt), on a large text,
an article a line, with 100,000 pairs of neighbouring texts of 16 words.
"""

import argparse
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import numpy as np

from pooling.contrast import Ids, alignment, bags, tables, uniformity
from pooling.encoder import SentenceEncoder
from pooling.pairs import following, learn, numbered, pairs_of, told_apart
from pooling.pool import SIF
from similarity.metrics import Array, cosine_similarity_matrix, normalize
from tests.benchmarks.learned import by_meaning
from word2vec.evaluation import odd_one_out_accuracy, spearman
from word2vec.model import Config
from word2vec.running.files import DATA, read_lines
from word2vec.running.questions import read_rows
from word2vec.running.reading import Sentences, read_sentences
from word2vec.running.run import train
from word2vec.tour import CONFIG, SCRIPTS
from word2vec.vectors import WordVectors

SEEDS = range(1, 6)
SOME = 1000  # pairs that are measured
ARTICLES, LINES = 100, 100  # a text with fewer articles is cut into some of so many lines
PAIRS, LENGTH = 100_000, 16  # on the large text
Article = list[Ids]
Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--sts", nargs="+", default=[])
    args = parser.parse_args()
    warnings.simplefilter("ignore", UserWarning)  # without stop words, some texts have no word
    if args.sts:
        print_table(on_large_text(args.corpus, args.sts, seed) for seed in SEEDS)
        return
    if args.corpus:
        print_table(next_sentence(args.corpus, Config(seed=seed)) for seed in SEEDS)
        return
    for language in SCRIPTS:
        print(f"\n{language}")
        print_table(on_sample(language, seed) for seed in SEEDS)
        path = DATA / f"sample.{language}.txt"
        print_table(next_sentence(path, replace(CONFIG, seed=seed)) for seed in SEEDS)


def on_sample(language: str, seed: int) -> dict[str, Figures]:
    """Name of a method -> its figures."""
    path = DATA / f"sample.{language}.txt"
    start = train(read_sentences(path), replace(CONFIG, seed=seed)).vectors
    articles = articles_of(path, start)
    stop_words = read_lines(DATA / f"stop_words.{language}.txt")
    texts, pairs = some_pairs(articles)
    words = [[start.words[id] for id in texts[number]] for number in pairs.T.ravel()]
    return {
        name: figures(SentenceEncoder(vectors, pooling), language, words) | chosen
        for name, vectors, pooling, chosen in methods_of(
            start, articles, articles, stop_words, "next", seed
        )
    }


def methods_of(
    start: WordVectors,
    articles: list[Article],
    documents: list[Article],
    stop_words: Sequence[str],
    how: str,
    seed: int,
) -> Iterable[tuple[str, WordVectors, str, Figures]]:
    """Names, word vectors, their pooling, and what was chosen for them."""
    yield "mean", start, "mean", {}
    known = [word for word in start.words if word not in stop_words]
    yield "stop words dropped", WordVectors(known, [start[word] for word in known]), "mean", {}
    yield "SIF", start, "sif", {}
    for name in ("dropout", "halves", how):
        yield name, *contrasted(start, articles, name, seed)
    normal = np.random.default_rng(seed).standard_normal(start.matrix.shape)
    random = WordVectors(start.words, normal, start.counts, start.reading)
    yield f"{how}, random start", *contrasted(random, articles, how, seed)
    began = time.process_time()
    for name, vectors in lsa(start, documents, seed).items():
        yield name, vectors, "mean", {"s": time.process_time() - began}


def contrasted(
    start: WordVectors, articles: list[Article], how: str, seed: int
) -> tuple[WordVectors, str, Figures]:
    pairs = islice(pairs_of(articles, how, np.random.default_rng(seed)), PAIRS)
    began = time.process_time()
    matrix, found = learn(start.matrix, *numbered(pairs), seed)
    seconds = time.process_time() - began
    after = WordVectors(start.words, matrix, start.counts, start.reading)
    return after, "mean", {"τ": found.tau, "epochs": found.epochs, "s": seconds}


def lsa(vectors: WordVectors, documents: list[Article], seed: int) -> dict[str, WordVectors]:
    """Word vectors whose sum is the LSA vector of a text (Deerwester et al. 1990).

    A word is in a document or is not, times idf; and the vector of w is row w of A Σ, times idf
    again. Of the ways to weight and scale that were tried, this is best on the samples. On the
    large text it is best to scale the rows of A Σ to length 1 first.
    """
    from scipy.sparse import csr_array
    from sklearn.utils.extmath import randomized_svd

    rows = [np.unique(np.concatenate(sentences)) for sentences in documents if sentences]
    words, V = np.concatenate(rows), len(vectors)
    columns = np.repeat(np.arange(len(rows)), list(map(len, rows)))
    idf = np.log(len(rows) / np.maximum(1, np.bincount(words, minlength=V))).astype(np.float32)
    table = csr_array((idf[words], (words, columns)), shape=(V, len(rows)))  # (V, documents)
    A, sizes, _ = randomized_svd(table, vectors.dim, random_state=seed)  # (V, D), (D,)
    rows_of = {"LSA of articles": A * sizes, "LSA, length 1": normalize(A * sizes)}  # (V, D) each
    return {
        name: WordVectors(vectors.words, matrix * idf[:, None], reading=vectors.reading)
        for name, matrix in rows_of.items()
    }


def figures(encoder: SentenceEncoder, language: str, pairs: list[list[str]]) -> Figures:
    rows = read_rows(DATA / f"sentences.{language}.tsv")
    (_, ab, ac), (_, _, bc), _ = cosines_of(encoder, SCRIPTS[language].three)
    s, t = np.split(encoder.encode(pairs), 2)
    cosines = cosines_of(encoder, [text for _, text in rows])
    sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
    odd = odd_one_out_accuracy(encoder.word_vectors, sets)
    return {
        "precision at 3": by_meaning(encoder, rows),
        "cone": float(cosines[np.triu_indices(len(rows), 1)].mean()),
        "alignment": alignment(s, t),
        "uniformity": uniformity(s),
        "AB": ab, "AC": ac, "BC": bc,
        "odd one out": odd.value,
    }  # fmt: skip


def next_sentence(path: str | Path, config: Config) -> dict[str, Figures]:
    """Is the next sentence found, of 1,000, in articles of the training and in others?"""
    start = train(read_sentences(path), config).vectors
    articles = articles_of(path, start)
    if len(articles) < ARTICLES:  # no blank lines
        texts = list(chain.from_iterable(articles))
        articles = [texts[place : place + LINES] for place in range(0, len(texts), LINES)]
    held = config.seed % 10
    trained = [article for place, article in enumerate(articles) if place % 10 != held]
    after, _, chosen = contrasted(start, trained, "next", config.seed)
    asked = {"trained": some_pairs(trained), "others": some_pairs(articles[held::10])}
    methods = {
        "mean": (start.matrix, {}),
        "SIF": (as_sif(start), {}),
        **{name: (v.matrix, {}) for name, v in lsa(start, trained, config.seed).items()},
        "next": (after.matrix, chosen),
    }
    return {
        name: {f"first, {where}": found_first(matrix, *pairs) for where, pairs in asked.items()}
        | {f"nearer, {where}": told_apart(matrix, *pairs) for where, pairs in asked.items()}
        | more
        for name, (matrix, more) in methods.items()
    }


def as_sif(vectors: WordVectors) -> Array:
    """Word vectors (V, D) whose mean is what SIF makes of a sentence: (16) is linear."""
    sif = SIF()
    sif.common = vectors.common
    weights = sif.weights(vectors.counts / vectors.counts.sum())
    return sif.transform(weights[:, None] * vectors.matrix)


def found_first(matrix: Array, texts: list[Ids], pairs: Ids) -> float:
    """The share of first texts to which, of all second ones, its own is nearest."""
    n, words = bags([texts[number] for number in pairs.T.ravel()])
    seen, noise = tables(pairs)
    cosines = cosine_similarity_matrix(*np.split(n @ matrix[words], 2))
    best = np.where(noise > 0, cosines, -2).argmax(axis=1)
    return float(seen[np.arange(len(pairs)), best].mean())


def some_pairs(articles: list[Article]) -> tuple[list[Ids], Ids]:
    """1,000 texts with the texts after them, from all over the articles."""
    texts, pairs = numbered(following(articles))
    return texts, pairs[np.linspace(0, len(pairs) - 1, SOME, dtype=int)]


def on_large_text(path: str, files: Sequence[str], seed: int) -> dict[str, Figures]:
    start = train(read_sentences(path), Config(seed=seed)).vectors
    articles = articles_of(path, start)  # as `word2vec contrast` reads it
    lines = [[line] for line in chain.from_iterable(articles)]
    stop_words = read_lines(DATA / "stop_words.en.txt")
    table = {}
    for name, vectors, pooling, chosen in methods_of(
        start, articles, lines, stop_words, f"next:{LENGTH}", seed
    ):
        encoder = SentenceEncoder(vectors, pooling)
        scores = {file.split("/")[-1]: 100 * by_people(encoder, file) for file in files}
        table[name] = scores | chosen
    return table


def by_people(encoder: SentenceEncoder, path: str) -> float:
    """Spearman's correlation of cosines with people's scores of pairs of sentences."""
    rows = [line.split("\t") for line in read_lines(path)]
    if "sentence_A" in rows[0]:  # SICK names its columns
        a, b, score = map(rows[0].index, ("sentence_A", "sentence_B", "relatedness_score"))
        rows = [row for row in rows[1:] if len(row) > score]
    else:
        score, a, b = 4, 5, 6
    one, other = (normalize(encoder.encode([row[side] for row in rows])) for side in (a, b))
    return spearman((one * other).sum(axis=1), [float(row[score]) for row in rows])


def articles_of(path: str | Path, vectors: WordVectors) -> list[Article]:
    """The sentences of each article, as ids of known words."""
    known = vectors.ids
    articles = (
        [np.array([known[word] for word in words if word in known], np.intp) for words in article]
        for article in Sentences(path).articles()
    )
    return [[ids for ids in article if len(ids)] for article in articles]


def cosines_of(encoder: SentenceEncoder, texts: Sequence[str]) -> Array:
    vectors = encoder.encode(texts)
    return cosine_similarity_matrix(vectors, vectors)


def print_table(tables: Iterable[dict[str, Figures]]) -> None:
    """Mean ± standard error of each figure, over the seeds."""
    tables = list(tables)
    columns = dict.fromkeys(column for row in tables[0].values() for column in row)
    print("\n" + "".join([f"{'':22}", *(f"{column:>18}" for column in columns)]))
    for name in tables[0]:
        cells = []
        for column in columns:
            values = np.array([table[name].get(column, np.nan) for table in tables])
            error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0
            cells.append("" if np.isnan(values).any() else f"{values.mean():.3f} ± {error:.3f}")
        print(f"{name:22}" + "".join(f"{cell:>18}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
