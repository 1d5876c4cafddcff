"""The commands about sentences, by word vectors or by a BERT: compare, search, encode, tokens."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from pooling.encoder import POOLINGS, SentenceEncoder
from pooling.pretrained import POOLINGS as POOLINGS_OF_BERT
from pooling.pretrained import BertEncoder, is_bert
from pooling.wordpiece import UNKNOWN
from word2vec.flags import note_to
from word2vec.running.files import read_lines
from word2vec.tour import SCRIPTS, knows, print_comparison, print_search
from word2vec.vectors import WordVectors


def compare(args: argparse.Namespace) -> None:
    """Print how alike sentences are, by angle and by distance."""
    encoder = _encoder(args, args.sentences)
    _check_known(encoder, args.sentences, args)
    print_comparison(args.sentences, encoder, SCRIPTS[args.lang])


def encode(args: argparse.Namespace) -> None:
    """Print a vector for each line of standard input; zeros where word vectors know no word."""
    sentences = _lines("-", args.encoding)
    for vector in _encoder(args, sentences).encode(sentences):
        print(" ".join(f"{number:.6g}" for number in vector.tolist()))


def search(args: argparse.Namespace) -> None:
    """Search the lines of a file by keywords and by meaning."""
    texts = [line for line in _lines(args.texts, args.encoding) if line.strip()]
    encoder = _encoder(args, texts)
    if isinstance(encoder, BertEncoder) or knows(encoder, args.query):
        _check_known(encoder, [args.query], args)
    else:
        note_to(
            args, "no word of {query!r} has a vector: only keywords are searched", query=args.query
        )
    print_search(args.query, texts, encoder, args.k, SCRIPTS[args.lang])


def tokens(args: argparse.Namespace) -> None:
    """Print the pieces of words that a BERT reads, and their ids."""
    encoder = BertEncoder(args.folder)
    tokenizer, unknown = encoder.tokenizer, dict[str, None]()
    for number, text in enumerate(args.texts):
        if number:
            print()
        for id in tokenizer.encode(text, encoder.length):
            print(f"{tokenizer.vocabulary[id]}\t{id}")
        if (total := len(tokenizer.encode(text))) > encoder.length:
            note = "of {total} pieces the model reads the first {length}"
            note_to(args, note, total=total, length=encoder.length)
        words = tokenizer.words(text)
        unknown |= dict.fromkeys(w for w in words if tokenizer.ids[UNKNOWN] in tokenizer.pieces(w))
    if unknown:
        note_to(
            args,
            "not in the vocabulary, so [UNK]: {words}",
            words=", ".join(f"{w:.40}" for w in unknown),
        )


def _lines(path: str, encoding: str) -> list[str]:
    """The lines of a text; a ValueError where they say nothing."""
    lines = read_lines(path, encoding)
    if not any(map(str.strip, lines)):
        raise ValueError(f"{'standard input' if path == '-' else path} holds no texts")
    return lines


def _encoder(args: argparse.Namespace, sentences: Sequence[str]) -> SentenceEncoder | BertEncoder:
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
        encoder.fit(sentences)
    return encoder


def _check_known(
    encoder: SentenceEncoder | BertEncoder, sentences: Sequence[str], args: argparse.Namespace
) -> None:
    """Name the words that are not known; a sentence of which none is known is an error."""
    unknown: dict[str, None] = {}
    for sentence in sentences:
        if not sentence.strip():
            raise ValueError(f"there is no text in {sentence!r}")
        if not knows(encoder, sentence):
            raise ValueError(f"no word of {sentence!r} is known to the vectors")
        if isinstance(encoder, SentenceEncoder):  # a BERT itself warns of what it does not know
            words = encoder.tokens(sentence)
            unknown |= dict.fromkeys(word for word in words if word not in encoder.word_vectors)
    if unknown:
        note_to(args, "unknown, and left out: {words}", words=", ".join(unknown))
