"""The guided tour, in English or Chinese: train, look at neighbours, compare sentences, search."""

import json
from collections.abc import Sequence
from types import SimpleNamespace

from pooling.api import Encoder
from pooling.encoder import SentenceEncoder
from similarity.metrics import (
    cosine_similarity,
    cosine_similarity_matrix,
    euclidean_distance_matrix,
)
from similarity.search import KeywordIndex, keyword_search, semantic_search
from word2vec.flags import LANGUAGES, in_language
from word2vec.model import Config
from word2vec.running.files import DATA
from word2vec.running.questions import read_rows
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.vectors import WordVectors

CONFIG = Config(epochs=20)


# what the tour says and shows in each language
SCRIPTS = {
    language: SimpleNamespace(**json.loads((DATA / f"tour.{language}.json").read_text("utf-8")))
    for language in LANGUAGES
}


def tour(language: str) -> None:
    """Train on a sample corpus, and look at what was learned."""
    script, corpus = SCRIPTS[language], DATA / f"sample.{language}.txt"
    print(script.learn.format(name=corpus.name, epochs=CONFIG.epochs))
    model = train(read_sentences(corpus), CONFIG)
    vectors = model.vectors
    losses = {"first": model.first_loss, "last": model.last_loss}
    print(script.learned.format(words=len(vectors), dim=CONFIG.dim, **losses))

    print(f"\n{script.words}")
    for word in script.neighbours:
        print(f"   {word}: " + ", ".join(other for other, _ in vectors.most_similar(word, 6)))
    for a, b in script.alike:
        print(script.pairs.format(a, b, cosine_similarity(vectors[a], vectors[b])))

    print(f"\n{script.sentences}\n")
    encoder = SentenceEncoder(vectors)
    print_comparison(script.three, encoder, script)
    print(f"\n{script.weighted}\n")
    print_comparison(script.three, SentenceEncoder(vectors, "sif"), script)

    print(f"\n{script.search}")
    texts = [text for _, text in read_rows(DATA / f"sentences.{language}.tsv")]
    for query, lesson in script.queries:
        print(f"\n   {lesson}")
        print_search(query, texts, encoder, 3, script)
    draw_map(vectors, language)
    print(f"\n{script.end}")


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
