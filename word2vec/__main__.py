"""The command line: `python -m word2vec`, or `word2vec` for short; alone, it is a guided tour."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from similarity.metrics import cosine_similarity
from word2vec.corpus import SAMPLE, read_sentences
from word2vec.training import Config, train
from word2vec.vectors import FORMATS, WordVectors, check_path

EXAMPLES = """\
examples:
  word2vec                                          a guided tour, in half a minute
  word2vec train book.txt -o book.vec               learn from a text of yours
  word2vec train wiki.txt.gz -o wiki.bin --dim 300 --epochs 1
  word2vec similar book.vec whale ship              which words are used like these?
  word2vec analogy book.vec king man woman          king - man + woman = ?
"""


def tour(args: argparse.Namespace) -> None:
    """Train on the sample corpus, and look at what was learned."""
    config = Config(epochs=20)
    print(f"Reading {SAMPLE.name}, a small encyclopedia, and learning to guess, from each word,")
    print(f"the words around it, {config.epochs} times over.")
    model = train(read_sentences(SAMPLE), config)
    vectors = model.vectors
    first, last = model.losses[0, 1], model.losses[-20:, 1].mean()
    print(f"{len(vectors)} words now have a vector of {config.dim} numbers each;")
    print(f"the loss per pair of words fell from {first:.2f} to {last:.2f}.\n")
    print("Words that keep the same company get vectors that point the same way. Nearest to:")
    for word in ("cat", "car", "king", "piano", "monday", "paris"):
        print(f"  {word:8}" + ", ".join(other for other, _ in vectors.most_similar(word, 6)))
    print("\nNobody told it what these words mean. Cosine similarity, from -1 to 1:")
    for a, b in (("cat", "dog"), ("cat", "car")):
        print(f"  {a} - {b}   {cosine_similarity(vectors[a], vectors[b]):.2f}")
    print("\nNow a text of yours: word2vec train book.txt -o book.vec    (more: word2vec --help)")


def train_command(args: argparse.Namespace) -> None:
    """Learn word vectors from a text."""
    check_path(args.output)
    config = Config(**{field.name: getattr(args, field.name) for field in fields(Config)})
    stop_words = frozenset(args.stop_words.read_text("utf-8").split() if args.stop_words else ())
    sentences = read_sentences(args.corpus, lowercase=not args.keep_case, stop_words=stop_words)
    model = train(sentences, config)
    model.vectors.save(args.output)
    first, last = model.losses[0, 1], model.losses[-len(model.losses) // 20 :, 1].mean()
    print(
        f"{len(model.vectors)} words, {config.dim} dimensions, loss per pair {first:.3f} -> "
        f"{last:.3f}, saved to {args.output}"
    )


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


def parser() -> argparse.ArgumentParser:
    """All commands and their flags; those of `train` are the fields of Config."""
    main = argparse.ArgumentParser(
        prog="word2vec",
        description="Learn word vectors from text, and see what they know. "
        "Without a command: a guided tour.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    main.set_defaults(run=tour)
    commands = main.add_subparsers(metavar="COMMAND")

    def command(name: str, run: Callable, **kwargs: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=run.__doc__, description=run.__doc__, **kwargs)
        made.set_defaults(run=run)
        return made

    learn = command("train", train_command, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    learn.add_argument("corpus", help="a UTF-8 text file, .gz if you like; - for standard input")
    endings = ", ".join(FORMATS)
    learn.add_argument("-o", "--output", required=True, help=f"where to save ({endings})")
    learn.add_argument("--keep-case", action="store_true", help="do not lower-case the text")
    learn.add_argument("--stop-words", type=Path, help="a file of words to leave out")
    for field in fields(Config):
        flag = "--" + field.name.replace("_", "-")
        learn.add_argument(
            flag, type=field.type, default=field.default, metavar="N", help=field.metadata["help"]
        )

    def query(name: str, run: Callable) -> argparse.ArgumentParser:
        made = command(name, run)
        made.add_argument("vectors", help=f"a file of word vectors ({endings})")
        made.add_argument("-k", type=int, default=10, help="how many words to print (default: 10)")
        return made

    query("similar", similar).add_argument("words", nargs="+", metavar="WORD")
    three = query("analogy", analogy)
    for letter in "abc":
        three.add_argument(letter, metavar=letter.upper())
    return main


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; an error is one line on standard error, and exit status 2."""
    args = parser().parse_args(argv)
    try:
        args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, as in `word2vec similar … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        message = f"{error.strerror}: {error.filename}" if error.filename else str(error)
    except (ValueError, KeyError) as error:
        message = str(error.args[0])
    except KeyboardInterrupt:
        message = "stopped"
    else:
        return 0
    print(f"word2vec: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
