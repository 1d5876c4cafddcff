"""The command line: `python -m word2vec`, or `word2vec` for short; alone, it is a guided tour."""

import argparse
import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

from pooling.encoder import POOLINGS, SentenceEncoder
from word2vec.evaluation import (
    Score,
    analogy_accuracy,
    odd_one_out_accuracy,
    read_analogies,
    read_pairs,
    read_rows,
    word_similarity,
)
from word2vec.model import Config, Model
from word2vec.running import formats
from word2vec.running.files import read_sentences, read_text, write_beside
from word2vec.running.run import train
from word2vec.tour import SCRIPTS, print_comparison, print_search, tour
from word2vec.vectors import WordVectors

EXAMPLES = """\
examples:
  word2vec                                          a guided tour, in some seconds
  word2vec train book.txt -o book.vec               learn from a text of your own
  word2vec train book.txt -o book.vec --start wiki.npz           begin with vectors you have
  word2vec train wiki.txt.gz -o wiki.npz --dim 300 --workers 2 --checkpoint half.npz
  word2vec train wiki.txt.gz -o wiki.npz --resume half.npz       go on where it stopped
  word2vec similar book.vec whale ship              which words are used like these?
  word2vec plot book.vec -o map.png --words whale ship    a map of words and their neighbours
  word2vec analogy book.vec king man woman          king - man + woman = ?
  word2vec compare book.vec "A cat is a kind of pet." "A dog likes bones."
  word2vec search book.vec texts.txt "a sick dog"   by its words, and by its meaning
  word2vec encode book.vec < sentences.txt          a vector for each line
  word2vec evaluate book.vec --pairs wordsim353.tsv --analogies questions-words.txt
"""


def train_command(args: argparse.Namespace) -> None:
    """Learn word vectors from a text."""
    formats.check_path(args.output)
    film = None
    if args.animate:
        from word2vec.film import Film  # matplotlib takes a second to load

        film = Film(args.animate)
    given = {field.name: getattr(args, field.name) for field in fields(Config)}
    given = {name: value for name, value in given.items() if value is not None}
    if args.resume and given:
        flag = "--" + next(iter(given)).replace("_", "-")
        raise ValueError(f"{args.resume} holds the settings it was started with; leave out {flag}")
    stop_words = set("".join(read_text(args.stop_words)).split()) if args.stop_words else ()
    sentences = read_sentences(args.corpus, lowercase=not args.keep_case, stop_words=stop_words)
    start = _start(args.start) if args.start else None
    if start is not None and not args.resume:
        given.setdefault("dim", start.vectors.dim if isinstance(start, Model) else start.dim)
    paths = {"checkpoint": args.checkpoint, "resume": args.resume}
    model = train(sentences, Config(**given), start, **paths, watch=film)
    model.save(args.output)
    if film:
        film.save(model)
    print(
        f"{len(model.vectors)} words, {model.config.dim} dimensions, loss per pair "
        f"{model.first_loss:.3f} -> {model.last_loss:.3f}, saved to {args.output}"
    )


def _start(path: str) -> Model | WordVectors:
    """The model in a file, or the word vectors, where they are all it holds."""
    *_, context = formats.load(path, ["context"])
    return Model.load(path) if context else WordVectors.load(path)


def similar(args: argparse.Namespace) -> None:
    """Print the nearest neighbours of words."""
    vectors = WordVectors.load(args.vectors)
    for word in args.words:
        for other, cosine in vectors.most_similar(word, args.k):
            print(f"{word}\t{other}\t{cosine:.4f}")


def analogy(args: argparse.Namespace) -> None:
    """Print the words nearest to A - B + C."""
    vectors = WordVectors.load(args.vectors)
    for word, cosine in vectors.analogy(args.a, args.b, args.c, args.k):
        print(f"{word}\t{cosine:.4f}")


def plot(args: argparse.Namespace) -> None:
    """Draw a map of words, each with its nearest neighbours."""
    from word2vec.plotting import groups_of, map_of_words  # matplotlib takes a second to load

    vectors = WordVectors.load(args.vectors)
    groups = groups_of(vectors, args.words, args.k)
    figure = map_of_words(vectors, groups)
    with write_beside(args.output) as file:
        figure.savefig(file, format=Path(args.output).suffix[1:] or "png", dpi=150)


def compare(args: argparse.Namespace) -> None:
    """Print how alike sentences are, by angle and by distance."""
    print_comparison(args.sentences, _encoder(args, args.sentences))


def encode(args: argparse.Namespace) -> None:
    """Print a vector for each line of standard input."""
    sentences = _lines("-")
    for vector in _encoder(args, sentences).encode(sentences):
        print(" ".join(f"{number:.6g}" for number in vector.tolist()))


def search(args: argparse.Namespace) -> None:
    """Search the lines of a file by keywords and by meaning."""
    texts = _lines(args.texts)
    encoder = _encoder(args, texts)
    if not encoder.known_words(args.query):
        raise ValueError(f"no word of {args.query!r} is known to the vectors")
    print_search(args.query, texts, encoder, args.k)


def evaluate(args: argparse.Namespace) -> None:
    """Ask questions with known answers, and print how many come out right."""
    if not args.pairs + args.analogies + args.odd_one_out:
        raise ValueError("nothing to ask: give --pairs, --analogies or --odd-one-out")
    vectors = WordVectors.load(args.vectors)
    for path in args.pairs:
        rho, covered, total = word_similarity(vectors, read_pairs(path))
        print(f"{path}\n{rho:8.4f}  Spearman's correlation, {covered} of {total} pairs covered")
    for path in args.odd_one_out:
        share, covered, total = odd_one_out_accuracy(vectors, read_rows(path))
        print(f"{path}\n{share:8.4f}  of odd ones found, {covered} of {total} sets covered")
    for path in args.analogies:
        among = len(vectors.words[: args.candidates])
        print(f"{path}\n 3CosAdd  3CosMul  right answers among {among} words, by section")
        add, mul = (
            {
                name: analogy_accuracy(vectors, questions, multiply, args.candidates)
                for name, questions in read_analogies(path).items()
            }
            for multiply in (False, True)
        )
        add["all"], mul["all"] = _together(add.values()), _together(mul.values())
        for name, (share, covered, total) in add.items():
            figures = f"{share:8.4f} {mul[name].value:8.4f}" if covered else " " * 17
            print(f"{figures}  {name}, {covered} of {total} covered")


def _together(sections: Collection[Score]) -> Score:
    """The share of all that is covered, from the shares of the sections."""
    covered = sum(section.covered for section in sections)
    right = sum(section.value * section.covered for section in sections)
    return Score(right / max(1, covered), covered, sum(section.total for section in sections))


def _lines(path: str) -> list[str]:
    lines = [line for line in "".join(read_text(path)).splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{'standard input' if path == '-' else path} holds no texts")
    return lines


def _encoder(args: argparse.Namespace, sentences: Sequence[str]) -> SentenceEncoder:
    vectors = WordVectors.load(args.vectors)
    encoder = SentenceEncoder(vectors, args.pooling, tokenize=vectors.words_of)
    return encoder.fit(sentences) if args.pooling == "sif" else encoder


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser() -> Parser:
    """All commands and their flags."""
    main = Parser(
        prog="word2vec",
        description="Learn word vectors from text, and see what they know. "
        "Without a command: a guided tour.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    main.add_argument("--lang", choices=SCRIPTS, default="en", help="of the tour (default: en)")
    main.set_defaults(run=lambda args: tour(args.lang))
    commands = main.add_subparsers(metavar="COMMAND")

    def command(name: str, run: Callable, *parents: Parser) -> Parser:
        made = commands.add_parser(name, help=run.__doc__, description=run.__doc__, parents=parents)
        made.set_defaults(run=run)
        return made

    vectors, how_many, pooling = (Parser(add_help=False) for _ in range(3))
    vectors.add_argument("vectors", help=f"a file of word vectors ({', '.join(formats.FORMATS)})")
    how_many.add_argument("-k", type=int, default=10, help="how many to print (default: 10)")
    how = "how words make a sentence (default: mean)"
    pooling.add_argument("--pooling", choices=POOLINGS, default="mean", help=how)

    _add_train_flags(command("train", train_command))
    command("similar", similar, vectors, how_many).add_argument("words", nargs="+", metavar="WORD")
    made = command("plot", plot, vectors)
    made.add_argument("-o", "--output", required=True, help="a picture: .png, .svg or .pdf")
    made.add_argument(
        "--words", nargs="+", default=[], metavar="WORD", help="(default: six frequent ones)"
    )
    made.add_argument("-k", type=int, default=6, help="words in each group (default: 6)")
    made = command("analogy", analogy, vectors, how_many)
    for letter in "abc":
        made.add_argument(letter, metavar=letter.upper())
    made = command("compare", compare, vectors, pooling)
    made.add_argument("sentences", nargs="+", metavar="SENTENCE")
    made = command("search", search, vectors, how_many, pooling)
    made.add_argument("texts", help="a text file, one text a line")
    made.add_argument("query")
    command("encode", encode, vectors, pooling)
    _add_evaluate_flags(command("evaluate", evaluate, vectors))
    return main


def _add_evaluate_flags(evaluate: Parser) -> None:
    for flag, help in (
        ("--pairs", "lines of two words and how alike people find them"),
        ("--analogies", "lines of four words, a is to b as c is to d; sections start with a colon"),
        ("--odd-one-out", "lines of words, tabs between, of which the last does not belong"),
    ):
        evaluate.add_argument(flag, nargs="+", default=[], metavar="FILE", help=help)
    evaluate.add_argument(
        "--candidates",
        type=int,
        metavar="N",
        help="look for answers to analogies among the N most frequent words (default: all)",
    )


def _add_train_flags(train: Parser) -> None:
    train.add_argument("corpus", help="a UTF-8 text file, .gz if you like; - for standard input")
    endings = ", ".join(formats.FORMATS)
    train.add_argument("-o", "--output", required=True, help=f"where to save ({endings})")
    train.add_argument("--keep-case", action="store_true", help="do not lower-case the text")
    train.add_argument("--stop-words", metavar="FILE", help="a file of words to leave out")
    train.add_argument(
        "--animate", metavar="FILE", help="make a film (.gif, .html) of the words as they move"
    )
    train.add_argument(
        "--checkpoint",
        metavar="FILE",
        help="save the state of the training to this .npz file every few minutes and at Ctrl-C",
    )
    train.add_argument(
        "--resume",
        metavar="FILE",
        help="go on from a checkpoint, with its settings and the same corpus, and save there",
    )
    train.add_argument(
        "--start",
        metavar="FILE",
        help="begin with the vectors of this file, and go on with this text; an .npz of `train` "
        "holds both the vectors of centers and of contexts, other files only those of centers: "
        "contexts then begin at 0, and are learned first",
    )
    for field in fields(Config):
        train.add_argument(
            "--" + field.name.replace("_", "-"),
            type=type(field.default),
            metavar="N",
            help=f"{field.metadata['help']} (default: {field.default})",
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; an error is one line on standard error, and exit status 2."""
    args = parser().parse_args(argv)
    try:
        args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `word2vec similar … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        message = f"{error.strerror}: {error.filename}" if error.filename else str(error)
    except (ValueError, KeyError) as error:
        message = str(error.args[0])
    except KeyboardInterrupt as stop:
        message = str(stop) or "stopped"
    else:
        return 0
    print(f"word2vec: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
