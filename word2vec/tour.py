"""The guided tour: train, look at neighbours, compare sentences, search."""

from collections.abc import Sequence

from pooling.encoder import SentenceEncoder
from similarity.metrics import (
    cosine_similarity,
    cosine_similarity_matrix,
    euclidean_distance_matrix,
)
from similarity.search import KeywordIndex, keyword_search, semantic_search
from word2vec.corpus import DATA, SAMPLE, read_sentences, words_of
from word2vec.training import Config, train

WORDS = ("cat", "car", "king", "piano", "monday", "paris")
SENTENCES = (
    "A cat is a kind of pet.",
    "A dog likes to chew bones.",
    "A car needs fuel.",
)  # 猫, 狗, 汽车
QUERIES = (
    ("tyres", "No text has the word, yet there are texts about it."),
    ("Canada", "Where the very word is wanted, keywords win."),
)


def tour() -> None:
    """Train on the sample corpus, and look at what was learned."""
    config = Config(epochs=20)
    print(f"1. Learn. Read {SAMPLE.name}, a small encyclopedia, {config.epochs} times, guessing")
    print("   from each word the words around it.")
    model = train(read_sentences(SAMPLE), config)
    vectors = model.vectors
    first, last = model.losses[0, 1], model.losses[-20:, 1].mean()
    print(f"   {len(vectors)} words now have a vector of {config.dim} numbers each; the loss per")
    print(f"   pair of words fell from {first:.2f} to {last:.2f}.")

    print("\n2. Words. Those that keep the same company point the same way. Nearest to")
    for word in WORDS:
        print(f"   {word:8}" + ", ".join(other for other, _ in vectors.most_similar(word, 6)))
    for a, b in (("cat", "dog"), ("cat", "car")):
        print(f"   cosine of {a} and {b}: {cosine_similarity(vectors[a], vectors[b]):.2f}")

    print("\n3. Sentences. The mean of its words' vectors is a vector for a sentence.\n")
    encoder = SentenceEncoder(vectors, tokenize=words_of)
    print_comparison(SENTENCES, encoder)
    print('\n   "a" makes all three alike. SIF weighs frequent words down:\n')
    sif = SentenceEncoder(vectors, "sif", tokenize=words_of)
    print_comparison(SENTENCES, sif.fit(list(read_sentences(SAMPLE))))

    print("\n4. Search, by the words that a text shares with the query, and by meaning.")
    lines = (DATA / "sentences.en.tsv").read_text("utf-8").splitlines()
    texts = [line.split("\t")[1] for line in lines if not line.startswith("#")]
    for query, lesson in QUERIES:
        print(f"\n   {lesson}")
        print_search(query, texts, encoder, 3)
    print("\nNow a text of yours: word2vec train book.txt -o book.vec    (more: word2vec --help)")


def print_comparison(sentences: Sequence[str], encoder: SentenceEncoder) -> None:
    """How alike sentences are, by angle and by distance, as two tables side by side."""
    vectors = encoder.encode(sentences)
    cosines = cosine_similarity_matrix(vectors, vectors)
    distances = euclidean_distance_matrix(vectors, vectors)
    for number, sentence in enumerate(sentences, start=1):
        print(f"   {number}  {sentence}")
    width = 8 * len(sentences)
    heads = "".join(f"{number:8}" for number in range(1, len(sentences) + 1))
    print(
        f"\n   {'cosine similarity':>{max(17, width)}}   {'Euclidean distance':>{max(18, width)}}"
    )
    print(f"   {heads:>17}   {heads:>18}")
    for number, (near, far) in enumerate(zip(cosines, distances, strict=True), start=1):
        left, right = ("".join(f"{value:8.3f}" for value in row) for row in (near, far))
        print(f"{number:3}{left:>17}   {right:>18}")


def print_search(query: str, texts: Sequence[str], encoder: SentenceEncoder, k: int) -> None:
    """What both ways to search find for a query, the one under the other."""
    index = KeywordIndex([encoder.tokenize(text) for text in texts])
    by_words = keyword_search(encoder.tokenize(query), index, k)
    by_meaning = semantic_search(encoder.encode(query), encoder.encode(texts), k)
    for way, found in (("words (BM25)", by_words), ("meaning (cosine)", by_meaning)):
        print(f'   "{query}" by its {way}')
        for number, score in found:
            print(f"{score:10.2f}  {texts[number]}")
        if not found:
            print("            no text has a word of it")
