"""The command line: `python -m word2vec`, or `word2vec` for short; alone, it is a guided tour."""

import argparse
import os
import sys
import warnings
from collections.abc import Collection, Sequence
from dataclasses import fields
from itertools import chain
from pathlib import Path

from pooling.pretrained import is_bert
from word2vec.corpus import HAN, tokenize
from word2vec.evaluation import (
    Score,
    analogy_accuracy,
    odd_one_out_accuracy,
    word_similarity,
)
from word2vec.flags import in_language, language_of, note_to, parser, say, warn
from word2vec.model import Config, Model
from word2vec.running import formats
from word2vec.running.checkpoint import Run
from word2vec.running.files import check_not_read, read_text, save_or_keep, write_beside
from word2vec.running.questions import read_analogies, read_pairs, read_rows
from word2vec.running.reading import AUTO, Sentences, read_sentences
from word2vec.running.run import check_room, stoppable, train
from word2vec.running.stream import LABELS
from word2vec.sentences import (
    compare,
    contrast_command,
    encode,
    load_vectors,
    search,
    serve,
    tokens,
)
from word2vec.tour import SCRIPTS, tour
from word2vec.vectors import WordVectors

# what an error is about -> how readers of Chinese call it
IN_CHINESE = {
    "no font for Chinese": "缺少中文字体",
    "this needs the package jieba": "中文分词",
    "a dictionary has lines": "词典的每一行：词 次数",
    "mostly unknown to this model": "这些字不在词表中；中文请换用中文模型，如 bert-base-chinese",
}

ALIKE = 0.9  # the mean cosine of any two words above which neighbours mean little


def train_command(args: argparse.Namespace) -> None:
    """Learn word vectors from a text."""
    formats.check_path(args.output)
    check_not_read(args.output, [args.corpus, args.stop_words, args.segment])
    film = None
    if args.animate:
        from word2vec.film import Film  # matplotlib takes a second to load

        film = Film(args.animate)
    given = {field.name: getattr(args, field.name) for field in fields(Config)}
    given = {name: value for name, value in given.items() if value is not None}
    if args.resume and given:
        flag = "--" + next(iter(given)).replace("_", "-")
        raise ValueError(f"{args.resume} holds the settings it was started with; leave out {flag}")
    start = _start(args.start) if args.start else None
    if start is not None and not args.resume:
        given.setdefault("dim", start.vectors.dim if isinstance(start, Model) else start.dim)
    sentences, config = _sentences(args), Config(**given)
    began = False

    def watch(run: Run) -> None:
        nonlocal began
        if not began:
            check_room(run, args.output)
            if not args.resume:
                _note_what_was_chosen(run, args)
        began = True
        if film:
            film(run)

    paths = {"checkpoint": args.checkpoint, "resume": args.resume}
    model = train(sentences, config, start, **paths, watch=watch)
    save_or_keep(model.save, args.output)
    if film:
        film.save(model)
    _say_what_was_learned(model, args)


def _sentences(args: argparse.Namespace) -> Sentences:
    """The text, read as the flags say."""
    text = "".join(read_text(args.stop_words, args.encoding)) if args.stop_words else ""
    stop_words = sum(tokenize(text, lowercase=not args.keep_case, words="spaces"), [])
    return read_sentences(
        args.corpus,
        lowercase=not args.keep_case,
        words=args.words,
        stop_words=set(stop_words),
        stem=args.stem,
        segment=None if args.segment == "none" else args.segment,
        encoding=args.encoding,
    )


def _note_what_was_chosen(run: Run, args: argparse.Namespace) -> None:
    if not args.epochs:
        words, epochs = run.vocabulary.total, run.config.epochs
        note = "{words:,} words: {epochs} epochs; --epochs N for another number"
        note_to(args, note, words=words, epochs=epochs)
    if args.segment == AUTO and run.reading and run.reading.segment:
        note_to(
            args,
            "Chinese (中文分词) was split into words by the counts of the sample; general text "
            "wants a larger dictionary: --segment FILE, or --segment jieba",
        )


def _say_what_was_learned(model: Model, args: argparse.Namespace) -> None:
    text = (
        "{words} words, {dim} dimensions, loss per pair {first:.3f} -> {last:.3f}, saved to {path}"
    )
    first, last, config = model.first_loss, model.last_loss, model.config
    losses = {"first": first, "last": last}
    say(args, text, words=len(model.vectors), dim=config.dim, path=args.output, **losses)
    if args.start:
        return  # where it started from, a loss that hardly falls says nothing
    if last > first:
        note = "the loss rose, so nothing was learned: a learning rate of {rate} is too large"
        note_to(args, note, rate=config.learning_rate)
    elif last > 0.99 * first:
        note = (
            "the loss hardly fell, so the vectors know almost nothing yet: give more text, or more "
            "epochs than {epochs}"
        )
        note_to(args, note, epochs=config.epochs)
    elif (alike := model.vectors.mean_cosine()) > ALIKE:
        note = (
            "nearly all words have come out alike (mean cosine {alike:.2f}), so neighbours mean "
            "little: give more text, join it to the sample, or --start from other vectors"
        )
        note_to(args, note, alike=alike)


def _start(path: str) -> Model | WordVectors:
    """The model in a file, or the word vectors, where they are all it holds."""
    if not is_bert(path) and formats.arrays(path, ["context"]):
        return Model.load(path)
    return load_vectors(path)


def similar(args: argparse.Namespace) -> None:
    """Print the nearest neighbours of words."""
    vectors = load_vectors(args.vectors)
    for word in args.words:
        for other, cosine in vectors.most_similar(word, args.k):
            print(f"{word}\t{other}\t{cosine:.4f}")


def analogy(args: argparse.Namespace) -> None:
    """Print the words nearest to A - B + C."""
    vectors = load_vectors(args.vectors)
    for word, cosine in vectors.analogy(args.a, args.b, args.c, args.k):
        print(f"{word}\t{cosine:.4f}")


def plot(args: argparse.Namespace) -> None:
    """Draw a map of words, each with its nearest neighbours."""
    from word2vec import plotting  # matplotlib takes a second to load

    plotting.check_picture(args.output)
    vectors = load_vectors(args.vectors)
    groups = plotting.groups_of(vectors, args.words, args.k)
    chinese = any(map(HAN.search, chain(*groups)))  # for other words there may be no Chinese font
    axes = SCRIPTS[args.lang if chinese else "en"].axes
    figure = plotting.map_of_words(vectors, groups, axes)
    ending = Path(args.output).suffix[1:]
    with write_beside(args.output) as file:
        figure.savefig(file, format=ending or "png", dpi=150)
    if not ending:
        say(args, "{path} is a .png picture, as its name has no ending", path=args.output)


def explore(args: argparse.Namespace) -> None:
    """Make a page for the browser, offline: a map, search, neighbours, analogies, sentences."""
    from word2vec.explore import check_page, write_page  # matplotlib takes a second to load

    check_page(args.output)
    vectors = load_vectors(args.vectors)
    words = write_page(args.output, vectors, Path(args.vectors).name)
    text = "{words:,} of {total:,} words, saved to {path}; open it in a browser"
    say(args, text, words=words, total=len(vectors), path=args.output)


def evaluate(args: argparse.Namespace) -> None:
    """Ask questions with known answers, and print how many come out right."""
    if not args.pairs + args.analogies + args.odd_one_out:
        raise ValueError("nothing to ask: give --pairs, --analogies or --odd-one-out")
    vectors = load_vectors(args.vectors)
    for path in args.pairs:
        text = "{value:8.4f}  Spearman's correlation, {covered} of {total} pairs covered"
        found = word_similarity(vectors, read_pairs(path, args.encoding))
        print(path)
        say(args, text, **found._asdict())
    for path in args.odd_one_out:
        text = "{value:8.4f}  of odd ones found, {covered} of {total} sets covered"
        nothing = "nothing covered: none of the {total} sets has all its words among the vectors"
        found = odd_one_out_accuracy(vectors, read_rows(path, args.encoding))
        print(path)
        say(args, text if found.covered else nothing, **found._asdict())
    for path in args.analogies:
        text = " 3CosAdd  3CosMul  right answers among {among} words, by section"
        print(path)
        say(args, text, among=len(vectors.words[: args.candidates]))
        add, mul = (
            {
                name: analogy_accuracy(vectors, questions, multiply, args.candidates)
                for name, questions in read_analogies(path, args.encoding).items()
            }
            for multiply in (False, True)
        )
        together = in_language(args.lang, "all")
        add[together], mul[together] = (_together(scores.values()) for scores in (add, mul))
        for name, found in add.items():
            figures = f"{found.value:8.4f} {mul[name].value:8.4f}" if found.covered else " " * 17
            print(figures, end="  ")
            say(args, "{name}, {covered} of {total} covered", name=name, **found._asdict())
        if not found.covered:  # of all, the last
            nothing = "nothing covered: none of the {total} questions has all its words among these"
            say(args, nothing, total=found.total)


def _together(sections: Collection[Score]) -> Score:
    """The share of all that is covered, from the shares of the sections."""
    covered = sum(section.covered for section in sections)
    right = sum(section.value * section.covered for section in sections if section.covered)
    return Score(right / max(1, covered), covered, sum(section.total for section in sections))


COMMANDS = (
    train_command, similar, plot, explore, analogy, compare, search, encode, tokens,
    contrast_command, evaluate, serve,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; an error is one line on standard error, and exit status 2.

    Where a signal ended the run, the status is 128 and its number.
    """
    status = 2
    try:
        made = parser(language_of(argv, os.environ), COMMANDS)
        made.set_defaults(run=lambda args: tour(args.lang))
        args = made.parse_args(argv)
        LABELS.update({label: in_language(args.lang, label) for label in LABELS})
        with warnings.catch_warnings():
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = lambda message, *_: _warn(str(message))
            with stoppable():
                args.run(args)
        if sys.stdout:  # None where it is closed
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `word2vec similar … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        message = f"{error.strerror}: {error.filename}" if error.filename else str(error)
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        message = (
            f"standard output is {error.encoding} and cannot show {ascii(letter)}: set "
            "PYTHONIOENCODING=utf-8"
        )
    except (ValueError, KeyError) as error:
        message = str(error)
    except MemoryError as error:
        message = str(error) or "there is not enough memory for this text"
    except KeyboardInterrupt as stop:
        message = str(stop) or "stopped"
        status = getattr(stop, "status", status)
    else:
        return 0
    _warn(message)
    return status


def _warn(message: str) -> None:
    """Say what is wrong, and how readers of Chinese call it."""
    names = [f" ({name})" for about, name in IN_CHINESE.items() if about in message]
    warn(message + "".join(names))


if __name__ == "__main__":
    sys.exit(main())
