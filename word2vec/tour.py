"""The guided tour, in English or Chinese: words, sentences, contrast, search, and a BERT."""

import json
from collections.abc import Sequence
from itertools import islice
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from pooling.api import Encoder
from pooling.contrast import contrast
from pooling.encoder import SentenceEncoder
from pooling.pairs import numbered, pairs_of
from pooling.pretrained import INSTALLED, BertEncoder, find
from similarity.metrics import (
    cosine_similarity,
    cosine_similarity_matrix,
    euclidean_distance_matrix,
)
from similarity.search import KeywordIndex, keyword_search, semantic_search
from word2vec.evaluation import precision_at
from word2vec.flags import LANGUAGES, in_language
from word2vec.model import Config, Model
from word2vec.running.files import DATA
from word2vec.running.questions import read_rows
from word2vec.running.reading import Sentences, read_sentences
from word2vec.running.run import train
from word2vec.vectors import WordVectors

CONFIG = Config(epochs=20)
TAU, EPOCHS = 0.2, 3  # of contrast: what `pairs.choose` finds for both samples
BERT = "all-MiniLM-L6-v2"


# what the tour says and shows in each language
SCRIPTS = {
    language: SimpleNamespace(**json.loads((DATA / f"tour.{language}.json").read_text("utf-8")))
    for language in LANGUAGES
}


def tour(language: str) -> None:
    """Train on a sample corpus, and look at what was learned."""
    script, corpus = SCRIPTS[language], DATA / f"sample.{language}.txt"
    print(script.learn.format(name=corpus.name, epochs=CONFIG.epochs))
    sentences = read_sentences(corpus)
    model = train(sentences, CONFIG)
    vectors = model.vectors
    losses = {"first": model.first_loss, "last": model.last_loss}
    print(script.learned.format(words=len(vectors), dim=CONFIG.dim, **losses))

    print(f"\n{script.words}")
    for word in script.neighbours:
        print(f"   {word}: " + ", ".join(other for other, _ in vectors.most_similar(word, 6)))
    for a, b in script.alike:
        print(script.pairs.format(a, b, cosine_similarity(vectors[a], vectors[b])))

    print(f"\n{script.sentences}\n")
    mean, sif = SentenceEncoder(vectors), SentenceEncoder(vectors, "sif")
    print_comparison(script.three, mean, script)
    print(f"\n{script.weighted}\n")
    print_comparison(script.three, sif, script)
    print(f"\n{script.contrast.format(name=corpus.name)}\n")
    trained = SentenceEncoder(after_contrast(model, sentences))
    print_comparison(script.three, trained, script)

    print(f"\n{script.search}")
    rows = read_rows(DATA / f"sentences.{language}.tsv")
    for query, lesson in script.queries:
        print(f"\n   {lesson}")
        print_search(query, [text for _, text in rows], mean, 3, script)
    print(f"\n{script.subjects.format(texts=len(rows))}")
    for name, encoder in zip(script.encoders, (mean, sif, trained), strict=True):
        print(f"{by_meaning(encoder, rows):8.0%}  {name}")
    draw_map(vectors, language)
    words_in_sentences(script)
    print(f"\n{script.end}")


def after_contrast(model: Model, sentences: Sentences) -> WordVectors:
    """Word vectors whose mean is trained: each sentence comes near the one after it."""
    rng, vectors = np.random.default_rng(CONFIG.seed), model.vectors
    ids = model.vocabulary.encode
    articles = ([ids(sentence) for sentence in article] for article in sentences.articles())
    texts, pairs = numbered(pairs_of(articles, "next", rng))
    epochs = contrast(vectors.matrix, texts, pairs, TAU, rng)
    matrix = next(islice(epochs, EPOCHS - 1, None))
    return WordVectors(vectors.words, matrix, vectors.counts, vectors.reading)


def by_meaning(encoder: Encoder, rows: Sequence[Sequence[str]]) -> float:
    """Of the three texts nearest to each, the share that is of its subject: rows say subject, text.

    Raises what `encode` raises.
    """
    labels, texts = zip(*rows, strict=True)
    vectors = encoder.encode(texts)  # (n, D)
    found = [[other for other, _ in semantic_search(vector, vectors, 4)] for vector in vectors]
    return precision_at(3, [[n for n in row if n != i] for i, row in enumerate(found)], labels)


def words_in_sentences(script: SimpleNamespace) -> None:
    """What a BERT adds, in English, as its weights know no more; without them, how to get them."""
    try:
        find(BERT)
    except FileNotFoundError:
        print(f"\n{script.no_bert.format(package=INSTALLED[BERT])}")
        return
    encoder, english = BertEncoder(BERT), SCRIPTS["en"]
    print(f"\n{script.bert.format(name=BERT)}\n")
    print_comparison(english.three, encoder, script)
    word, (sentence, *others) = english.meanings
    print(f"\n{script.meanings_of.format(word=word, sentence=sentence)}")
    vector = vector_in(sentence, word, encoder)
    for other in others:
        print(f"{cosine_similarity(vector, vector_in(other, word, encoder)):10.2f}  {other}")


def vector_in(sentence: str, word: str, encoder: BertEncoder) -> NDArray[np.float32]:
    """The vector (D,) of a word in a sentence, after the last layer."""
    return encoder.hidden_states(sentence)[-1, encoder.tokens(sentence).index(word)]


def draw_map(vectors: WordVectors, language: str) -> None:
    """Save the map of words; where no font can write them, say so and go on."""
    from word2vec.plotting import map_of_words  # matplotlib takes a second to load

    script, path = SCRIPTS[language], f"words.{language}.png"
    print()
    try:
        groups = [group.split() for group in script.map]
        map_of_words(vectors, groups, script.axes).savefig(path, dpi=150)
        print(script.picture.format(path))
    except ValueError as error:
        print(in_language(language, "5. No map of words: {error}", error=error))


def words_of(encoder: Encoder, text: str) -> list[str]:
    """The words of a text, to be found by: without punctuation."""
    return [word for word in encoder.words(text) if any(map(str.isalnum, word))]


def print_comparison(
    sentences: Sequence[str], encoder: Encoder, script: SimpleNamespace = SCRIPTS["en"]
) -> None:
    """How alike sentences are, by angle and by distance."""
    for number, sentence in enumerate(sentences, start=1):
        print(f"   {number}  {sentence}")
    vectors = encoder.encode(sentences)
    for title, table in (
        (script.tables[0], cosine_similarity_matrix(vectors, vectors)),
        (script.tables[1], euclidean_distance_matrix(vectors, vectors)),
    ):
        print(f"\n   {title}")
        print("    " + "".join(f"{number:8}" for number in range(1, len(table) + 1)))
        for number, row in enumerate(table, start=1):
            print(f"{number:4}" + "".join(f"{value:8.3f}" for value in row))


def print_search(
    query: str,
    texts: Sequence[str],
    encoder: Encoder,
    k: int,
    script: SimpleNamespace = SCRIPTS["en"],
) -> None:
    """What both ways to search find for a query, the one under the other."""
    index = KeywordIndex([words_of(encoder, text) for text in texts])
    by_words = keyword_search(words_of(encoder, query), index, k)
    by_meaning = []
    if encoder.known_words(encoder.words(query)):
        by_meaning = semantic_search(encoder.encode([query])[0], encoder.encode(texts), k)
    for title, found in ((script.by_words, by_words), (script.by_meaning, by_meaning)):
        print(title.format(query))
        for number, score in found:
            print(f"{score:10.2f}  {texts[number]}")
        if not found:
            print(f"            {script.none}")
