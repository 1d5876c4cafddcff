"""The commands about sentences, by word vectors or by a BERT: compare, search, encode, serve."""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pooling.api import Encoder
from pooling.encoder import POOLINGS, SentenceEncoder
from pooling.pretrained import POOLINGS as POOLINGS_OF_BERT
from pooling.pretrained import BertEncoder, is_bert
from pooling.server import Server
from word2vec.flags import note_to, say
from word2vec.running.files import read_lines
from word2vec.tour import SCRIPTS, print_comparison, print_search
from word2vec.vectors import WordVectors


def compare(args: argparse.Namespace) -> None:
    """Print how alike sentences are, by angle and by distance."""
    _check_texts(args.sentences)
    encoder = _encoder(args, args.sentences)
    for sentence in args.sentences:
        if not encoder.known_words(sentence):
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
    if encoder.known_words(args.query):
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
    encoder = _encoder(args, [])
    name = Path(args.vectors).resolve().name
    with suppress(KeyboardInterrupt), Server(encoder, name, args.port) as server:
        text = "serving {name}; clients need OPENAI_BASE_URL={url} OPENAI_API_KEY=any"
        say(args, text, name=name, url=server.url)
        server.serve_forever()


def _lines(path: str, encoding: str) -> list[str]:
    """The lines of a text; a ValueError where they say nothing."""
    lines = read_lines(path, encoding)
    if not any(map(str.strip, lines)):
        raise ValueError(f"{'standard input' if path == '-' else path} holds no texts")
    return lines


def _encoder(args: argparse.Namespace, sentences: Sequence[str]) -> Encoder:
    """By a BERT where a folder or a name is given, else by a file of word vectors."""
    if not args.vectors:
        raise ValueError("the name of the vectors is empty: give a file of word vectors or a BERT")
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
        known = set(encoder.known_words(text))
        unknown |= dict.fromkeys(word for word in encoder.words(text) if word not in known)
    if unknown:
        words = ", ".join(f"{word:.40}" for word in unknown)
        note_to(args, "not in the vocabulary: {words}", words=words)
