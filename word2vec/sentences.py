"""The commands about sentences, by word vectors or by a BERT; and contrast, which trains them."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from math import ceil
from pathlib import Path

import numpy as np

from pooling.api import Encoder
from pooling.contrast import Ids
from pooling.encoder import POOLINGS, SentenceEncoder
from pooling.pairs import learn, numbered, pairs_of
from pooling.pretrained import POOLINGS as POOLINGS_OF_BERT
from pooling.pretrained import BertEncoder, is_bert
from similarity.metrics import Array
from word2vec.corpus import Reading
from word2vec.flags import note_to, say
from word2vec.running import formats
from word2vec.running.files import check_not_read, read_lines, save_or_keep
from word2vec.running.reading import AUTO, Sentences
from word2vec.running.stream import LABELS, progress
from word2vec.tour import SCRIPTS, print_comparison, print_search
from word2vec.vectors import WordVectors

SEED = 1  # of `contrast`: the same text, the same bytes
FOR_SIF = 5000  # texts that tell what all of them have in common


def compare(args: argparse.Namespace) -> None:
    """Print how alike sentences are, by angle and by distance."""
    _check_texts(args.sentences)
    encoder = _encoder(args, args.sentences)
    for sentence in args.sentences:
        if not encoder.known_words(encoder.words(sentence)):
            raise ValueError(f"no word of {sentence!r} is known to the vectors")
    _name_unknown(encoder, args.sentences, args)
    print_comparison(args.sentences, encoder, SCRIPTS[args.lang])


def encode(args: argparse.Namespace) -> None:
    """Print a vector for each line of standard input; zeros where word vectors know no word."""
    sentences = _lines("-", args.encoding)
    for vector in _encoder(args, sentences).encode(sentences):
        print(" ".join(f"{number:.6g}" for number in vector.tolist()))


def search(args: argparse.Namespace) -> None:
    """Search the lines of a file by keywords and by meaning."""
    _check_texts([args.query])
    texts = [line for line in _lines(args.texts, args.encoding) if line.strip()]
    encoder = _encoder(args, texts)
    if encoder.known_words(encoder.words(args.query)):
        _name_unknown(encoder, [args.query], args)
    else:
        note_to(
            args, "no word of {query!r} has a vector: only keywords are searched", query=args.query
        )
    print_search(args.query, texts, encoder, args.k, SCRIPTS[args.lang])


def tokens(args: argparse.Namespace) -> None:
    """Print the pieces of words that a BERT reads, and their ids."""
    encoder = BertEncoder(args.folder)
    tokenizer = encoder.tokenizer
    for number, text in enumerate(args.texts):
        if number:
            print()
        ids = tokenizer.encode(text)
        for id in [*ids[:-1][: encoder.length - 1], ids[-1]]:
            print(f"{tokenizer.vocabulary[id]}\t{id}")
        if len(ids) > encoder.length:
            note = "of {total} pieces the model reads the first {length}"
            note_to(args, note, total=len(ids), length=encoder.length)
    _name_unknown(encoder, args.texts, args)


def serve(args: argparse.Namespace) -> None:
    """Answer, on this machine, as OpenAI's embeddings API does, until Ctrl-C."""
    from urllib.request import getproxies, proxy_bypass  # what speaks HTTP takes time to load

    from pooling.server import Server

    encoder = _encoder(args, [])
    name = Path(args.vectors).resolve().name
    with suppress(KeyboardInterrupt), Server(encoder, name, args.port) as server:
        text = "serving {name}; clients need OPENAI_BASE_URL={url} OPENAI_API_KEY=any"
        say(args, text, name=name, url=server.url)
        if {"http", "all"} & getproxies().keys() and not proxy_bypass("127.0.0.1"):
            note_to(
                args, "a proxy is set here; where clients have it too, they need NO_PROXY=127.0.0.1"
            )
        server.serve_forever()


def _lines(path: str, encoding: str) -> list[str]:
    """The lines of a text; a ValueError where they say nothing."""
    lines = read_lines(path, encoding)
    if not any(map(str.strip, lines)):
        raise ValueError(f"{'standard input' if path == '-' else path} holds no texts")
    return lines


def _encoder(args: argparse.Namespace, sentences: Sequence[str]) -> Encoder:
    """By a BERT where a folder or a name is given, else by a file of word vectors."""
    path = Path(args.vectors)
    bert = is_bert(args.vectors) or path.suffix == ".safetensors"
    bert = bert or not (path.exists() or path.suffix)  # such as bert-base-uncased
    known = tuple(POOLINGS_OF_BERT) if bert else POOLINGS
    if args.pooling not in (None, *known):
        raise ValueError(
            f"{args.vectors} is {'a BERT' if bert else 'a file of word vectors'}, so --pooling "
            f"cannot be {args.pooling}: take one of {', '.join(known)}"
        )
    if bert:
        return BertEncoder(args.vectors, args.pooling)
    encoder = SentenceEncoder(WordVectors.load(path), args.pooling or "mean")
    if encoder.sif and encoder.sif.common is None:
        if not sentences:
            raise ValueError(
                f"{args.vectors} does not know what sentences have in common, which --pooling sif "
                "takes away: train on more sentences, or take another pooling"
            )
        encoder.fit(sentences)
    return encoder


def _check_texts(texts: Sequence[str]) -> None:
    for text in texts:
        if not text.strip():
            raise ValueError(f"there is no text in {text!r}")


def _name_unknown(encoder: Encoder, texts: Sequence[str], args: argparse.Namespace) -> None:
    """Name the words of some texts that the vectors do not know."""
    unknown: dict[str, None] = {}
    for text in texts:
        words = encoder.words(text)
        known = set(encoder.known_words(words))
        unknown |= dict.fromkeys(word for word in words if word not in known)
    if unknown:
        some = ", ".join(f"{word:.40}" for word in unknown)
        note_to(args, "not in the vocabulary: {words}", words=some)


def contrast_command(args: argparse.Namespace) -> None:
    """Train sentence vectors: make texts that belong together near, and others far."""
    formats.check_path(args.output)
    check_not_read(args.output, [args.corpus, args.vectors])
    vectors = load_vectors(args.vectors)
    articles = _articles(vectors, args)
    texts, pairs = numbered(pairs_of(articles, args.pairs, np.random.default_rng(SEED)))
    show = partial(progress, unit=f" {LABELS['batches']}", leave=False)
    matrix, found = learn(vectors.matrix, texts, pairs, SEED, show)
    after = WordVectors(vectors.words, matrix, vectors.counts, vectors.reading)
    after.common = _common_direction(after, texts)
    save_or_keep(after.save, args.output)
    text = "{words} words, {dim} dimensions, {pairs:,} pairs of texts, saved to {path}"
    say(args, text, words=len(after), dim=after.dim, pairs=len(pairs), path=args.output)
    note = (
        "temperature {tau}, epochs {epochs}, chosen by {held:,} pairs held out: there the right "
        "text is nearer than a wrong one with probability {after:.3f}, and was with {before:.3f}"
    )
    note_to(args, note, **found._asdict())
    if not found.gained:
        note_to(args, "no more was gained than luck can give: give more text, or other --pairs")


def load_vectors(path: str) -> WordVectors:
    """The word vectors in a file; a ValueError for a folder, as a BERT has none."""
    if is_bert(path):
        raise ValueError(
            f"{path} is not a file of word vectors: a BERT has no vectors of words alone, only of "
            "words in their sentence; `compare`, `search`, `encode`, `tokens` and `serve` take it"
        )
    return WordVectors.load(path)


def _articles(vectors: WordVectors, args: argparse.Namespace) -> Iterator[list[Ids]]:
    """The sentences of one article after another, as ids of known words, read as theirs were."""
    reading = vectors.reading or Reading(lowercase=False)
    if reading.segment in (None, "sample"):  # a look at this text decides, as it did for theirs
        reading = replace(reading, segment=AUTO)
    articles = Sentences(args.corpus, reading, encoding=args.encoding).articles()
    id_of = cache(lambda word: vectors.id(word) if word in vectors else -1)
    name = "standard input" if args.corpus == "-" else args.corpus
    words = known = 0
    unit = f" {LABELS['articles']}"
    for article in progress(articles, desc=LABELS["reading"], unit=unit, leave=False):
        sentences = [np.fromiter(map(id_of, sentence), np.intp) for sentence in article]
        words += sum(map(len, sentences))
        sentences = [ids[ids >= 0] for ids in sentences]
        known += sum(map(len, sentences))
        yield [ids for ids in sentences if len(ids)]
    if not known:
        raise ValueError(f"no word of {name} is known to {args.vectors}")
    if known < words / 2:
        note = "{known:,} of the {words:,} words of {name} have vectors; the others teach nothing"
        note_to(args, note, known=known, words=words, name=name)


def _common_direction(vectors: WordVectors, texts: Sequence[Ids]) -> Array | None:
    """`common` of these vectors, from some of the texts; None where SIF cannot be had."""
    try:
        encoder = SentenceEncoder(vectors, "sif")
        some = texts[:: ceil(len(texts) / FOR_SIF)]
        encoder.fit([[vectors.words[id] for id in text] for text in some])
    except ValueError:  # no counts, or too few texts
        return None
    return encoder.sif.common if encoder.sif else None
