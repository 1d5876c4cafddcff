"""What the sample corpora teach, over seeds 1 to 5: python -m tests.benchmarks.learned

The article's claim in words and in sentences, the odd-one-out sets, and the labelled sentences:
of the three texts that search finds for each, the share that is of the same subject.
"""

from collections.abc import Sequence

from pooling.encoder import SentenceEncoder
from similarity.metrics import cosine_similarity, cosine_similarity_matrix
from similarity.search import KeywordIndex, keyword_search
from word2vec.evaluation import (
    odd_one_out_accuracy,
    precision_at,
    word_similarity,
)
from word2vec.model import Config
from word2vec.running.files import DATA
from word2vec.running.questions import read_pairs, read_rows
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.tour import CONFIG, SCRIPTS, by_meaning
from word2vec.vectors import WordVectors

PAIRS = {"WordSim-353": "wordsim353.tsv", "SimLex-999": "simlex999.txt"}


def main() -> None:
    for language, script in SCRIPTS.items():
        sentences = list(read_sentences(DATA / f"sample.{language}.txt"))
        sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
        rows = read_rows(DATA / f"sentences.{language}.tsv")
        print(f"\n{script.three}, {len(sets)} sets, {len(rows)} labelled sentences")
        print(
            "language seed  cat-dog cat-car  odd one  pooling    AB     AC     BC   precision at 3"
        )
        for seed in range(1, 6):
            vectors = train(sentences, Config(**{**vars(CONFIG), "seed": seed})).vectors
            near, far = (cosine_similarity(vectors[a], vectors[b]) for a, b in script.alike)
            odd = odd_one_out_accuracy(vectors, sets).value
            for pooling in ("mean", "unit_mean", "sif"):
                encoder = SentenceEncoder(vectors, pooling)
                if pooling == "sif":
                    encoder.fit(sentences)
                three = encoder.encode(script.three)
                (_, ab, ac), (_, _, bc), _ = cosine_similarity_matrix(three, three)
                meaning = by_meaning(encoder, rows)
                print(f"{language:4} {seed:4} {near:8.2f} {far:7.2f} {odd:8.3f}  {pooling:9}"
                      f"{ab:6.2f} {ac:6.2f} {bc:6.2f}   {meaning:.3f}")  # fmt: skip
        tokens = [vectors.words_of(text) for _, text in rows]
        print(f"keyword search (BM25) on the same: {by_words(tokens, rows):.3f}")


def on_sample(
    vectors: WordVectors, language: str, pooling: str = "mean", fit_on: Sequence[list[str]] = ()
) -> tuple[float, float]:
    """Precision at 3 among the labelled sentences, and the share of odd ones out that are found."""
    encoder = SentenceEncoder(vectors, pooling)
    if pooling == "sif":
        encoder.fit(fit_on)
    texts = read_rows(DATA / f"sentences.{language}.tsv")
    sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
    return by_meaning(encoder, texts), odd_one_out_accuracy(vectors, sets).value


def by_people(vectors: WordVectors) -> tuple[float, float]:
    """Spearman's correlation with WordSim-353 and SimLex-999, as gensim ships them."""
    from gensim.test.utils import datapath

    ws, sl = (word_similarity(vectors, read_pairs(datapath(f))).value for f in PAIRS.values())
    return ws, sl


def by_words(tokens: list[list[str]], rows: list[list[str]]) -> float:
    index = KeywordIndex(tokens)
    found = [keyword_search(words, index, 4) for words in tokens]
    others = [[other for other, _ in row if other != i] for i, row in enumerate(found)]
    return precision_at(3, others, [label for label, _ in rows])


if __name__ == "__main__":
    main()
