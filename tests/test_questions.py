"""Files of questions: each layout as people have it, with what a person reads in it."""

import codecs
import gzip

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from word2vec.__main__ import main
from word2vec.evaluation import word_similarity
from word2vec.running.questions import read_analogies, read_pairs, read_rows
from word2vec.vectors import WordVectors

# The first lines of each, as its makers give it out.
SIMLEX = (
    "word1\tword2\tPOS\tSimLex999\tconc(w1)\tconc(w2)\tconcQ\tAssoc(USF)\tSimAssoc333\tSD(SimLex)\n"
    "old\tnew\tA\t1.58\t2.72\t2.81\t2\t7.25\t1\t0.41\n"
    "bed\thospital\tN\t0.92\t5\t4.98\t4\t0\t0\t0.55\n"
)
SIMVERB = "take\tremove\tV\t6.81\tSYNONYMS\nwalk\ttrail\tV\t4.81\tCOHYPONYMS\n"
MEN = "sun sunlight 50.000000\nautomobile car 50.000000\n"
MEN_LEMMAS = "sun-n sunlight-n 50.000000\nask-v sunny-j 12.000000\n"
WORDSIM = "Word 1,Word 2,Human (mean)\nlove,sex,6.77\nArafat,Jackson,2.50\n"
# with the marks of 13 people, whose names are numbers
WORDSIM_SET = "Word 1,Word 2,Human (mean),1,2,3\nlove,sex,6.77,9,6,8\ntiger,cat,7.35,9,7,8\n"
HYPERLEX = "WORD1 WORD2 POS TYPE AVG_SCORE AVG_SCORE_0_10 STD\nmind god N no-rel 1.13 1.89 1.48\n"
MULTI_SIMLEX = "ID,Word 1,Word 2,Annotator 1\n1,acid,vinegar,4\n2,adversary,opponent,5\n"
RG = "cord;smile;0.02\nrooster;voyage;0.04\n"
MTURK = "access,gateway,3.79166666667\nago,ask,1.6\n"
GENSIM = (
    "# The Test Collection (http://example.org/)\n# Word 1\tWord 2\tHuman (mean)\nold\tnew\t1.58\n"
)

LAYOUTS = {
    "SimLex-999": (SIMLEX, "old new 1.58, bed hospital .92"),
    "SimVerb-3500": (SIMVERB, "take remove 6.81, walk trail 4.81"),
    "MEN": (MEN, "sun sunlight 50, automobile car 50"),
    "MEN, lemmas": (MEN_LEMMAS, "sun sunlight 50, ask sunny 12"),
    "WordSim-353": (WORDSIM, "love sex 6.77, Arafat Jackson 2.5"),
    "WordSim-353, tabs": (WORDSIM.replace(",", "\t"), "love sex 6.77, Arafat Jackson 2.5"),
    "WordSim-353, set 1": (WORDSIM_SET, "love sex 6.77, tiger cat 7.35"),
    "set 1, a single pair": (WORDSIM_SET[: WORDSIM_SET.index("tiger")], "love sex 6.77"),
    "HyperLex": (HYPERLEX, "mind god 1.13"),
    "Multi-SimLex": (MULTI_SIMLEX, "acid vinegar 4, adversary opponent 5"),
    "RG-65": (RG, "cord smile .02, rooster voyage .04"),
    "MTurk-771": (MTURK, "access gateway 3.79166666667, ago ask 1.6"),
    "gensim": (GENSIM, "old new 1.58"),
    "columns by name": ("score,word2,word1\n6.5,cup,tea\n", "tea cup 6.5"),
    "score by name": ("w1\tw2\tfrequency\tSimilarity\ntea\tcup\t12\t6.5\n", "tea cup 6.5"),
    "table with row numbers": (",word1,word2,score\n0,tea,cup,6.5\n", "tea cup 6.5"),
    "Chinese": ("词1\t词2\t分数\n猫\t狗\t7\n", "猫 狗 7"),
    "quoted": ('"Word 1","Word 2","Mean"\n"ice,crushed","tea",6\n', "ice,crushed tea 6"),
    "quoted, with spaces": ('tea, "ice,crushed" , 6\n', "tea ice,crushed 6"),
    "tabs with spaces around": ("tea \t cup\t 6.5 \n milk\tcup \t7\n", "tea cup 6.5, milk cup 7"),
    "spaces, and more": ("  tea   cup  6.5\nmilk cup 7 \n", "tea cup 6.5, milk cup 7"),
    "a number as a word": ("1984 book 5\nlove 4ever 6e0\n", "1984 book 5, love 4ever 6"),
    "a single line": ("tea;cup;-1", "tea cup -1"),
    "comments and blanks": ("#a b 1\n\n \t\n\ntea cup 6.5\n  # c d 2\n\n", "tea cup 6.5"),
}


def as_read(pairs):
    """Of "tea cup 6.5, …", the pairs."""
    three = [pair.split() for pair in pairs.split(", ")]
    return [(first, second, float(score)) for first, second, score in three]


def written(tmp_path, text, name="questions.txt"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pairs_are_what_a_person_reads(tmp_path, layout):
    text, pairs = LAYOUTS[layout][0], as_read(LAYOUTS[layout][1])
    assert read_pairs(written(tmp_path, text)) == pairs
    for same in (
        text.replace("\n", "\r\n"),
        codecs.BOM_UTF8 + text.encode(),
        text.encode("utf-16"),
        gzip.compress(text.encode()),
    ):
        name = "questions.txt.gz" if same[:2] == b"\x1f\x8b" else "questions.txt"
        assert read_pairs(written(tmp_path, same, name)) == pairs


@pytest.mark.parametrize("between", ["\t", ";", ",", ", ", " ", "   "])
def test_pairs_in_any_of_the_usual_forms(tmp_path, between):
    lines = [["word 1", "word 2", "human (mean)"], ["tea", "cup", "6.5"], ["猫", "狗", "7"]]
    text = "# where it is from\n" + "\n".join(between.join(line) for line in lines) + "\n\n"
    assert read_pairs(written(tmp_path, text)) == [("tea", "cup", 6.5), ("猫", "狗", 7.0)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sun-n light-n 5\nx-j ask-v 1\n", "sun light x ask"),
        ("sun-n light-n 5\nx-j ask 1\n", "sun-n light-n x-j ask"),  # one word without
        ("sun-n light-n 5\nx-ray-n vitamin-c 1\n", "sun-n light-n x-ray-n vitamin-c"),
        ("x-ray-n -n 5\n", "x-ray-n -n"),  # nothing would be left of the second
        ("up-to-date-j x-ray-n 5\n", "up-to-date x-ray"),
    ],
)
def test_a_part_of_speech_is_dropped_where_every_word_has_one(tmp_path, text, words):
    pairs = read_pairs(written(tmp_path, text))
    assert [word for pair in pairs for word in pair[:2]] == words.split()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # the first line is not taken for a header, whatever is wrong with it
        ("tea cup six\nmilk cup 7\n", 1),
        ("tea cup\nmilk cup 7\nale mug 5\n", 1),
        ("tea,cup,nan\nmilk,cup,7\n", 1),
        ("first,second,score\nmilk,cup,7\n", 1),
        ("\n# what it is\n\ntea\n", 4),
        # nor does one wrong line move the column
        (SIMLEX + "sad\tglum\tA\tten\t2.1\t2.2\t2\t0\t0\t0.5\n", 4),
        (SIMLEX + "sad\tglum\t9.5\tA\t2.1\t2.2\t2\t0\t0\t0.5\n", 4),
        (SIMLEX + "sad\tglum\tA\n", 4),
        (SIMVERB + "walk\trun\tV\t?\tNONE\n", 3),
        (SIMVERB + "walk\trun\t9\tV\tNONE\n", 3),
        ("tea 5\ncup 6\n", 1),
        (MEN + "ice cream cone 3.0\n", 3),
        (RG + "cord;;0.5\n", 3),
        (RG + "cord;string;0,5\n", 3),
        (MTURK + 'a,"b,5\n', 3),
        *(
            (f"tea cup 6\ntea cup {score}\n", 2)
            for score in "six nan NaN inf -inf Infinity".split()
        ),
        # with a header, the second line is the first to be read
        ("word1,word2,score\ntea,cup,nan\n", 2),
        (SIMLEX + SIMLEX, 4),
    ],
)
def test_the_line_that_is_no_pair_is_named(tmp_path, text, line):
    path = written(tmp_path, text)
    with pytest.raises(ValueError) as error:
        read_pairs(path)
    what = text.split("\n")[line - 1][:60]
    expected = f"{path}, line {line}: expected two words and a number, got {what!r}"
    assert str(error.value).startswith(expected)


def test_a_heading_that_is_not_known_is_refused_with_the_way_out(tmp_path):
    text = "first,second,score\nmilk,cup,7\n"
    with pytest.raises(
        ValueError, match="a header names columns word1 and word2, or begins with #"
    ):
        read_pairs(written(tmp_path, text))
    assert read_pairs(written(tmp_path, "#" + text)) == [("milk", "cup", 7.0)]
    with pytest.raises(ValueError, match="got 'milk,cup,x'$"):  # the header was understood
        read_pairs(written(tmp_path, "word1,word2,score\nmilk,cup,x\n"))


def test_words_may_have_spaces_and_other_marks(tmp_path):
    for text, pair in (
        ("ice cream\tcone\t7\n", ("ice cream", "cone", 7)),
        ("a;b,c,d\te;f\t7\n", ("a;b,c,d", "e;f", 7)),
        ("a,b;c,d;7\n", ("a,b", "c,d", 7)),
        ("a\fb\tc\u2028d\t6\n", ("a\fb", "c\u2028d", 6)),  # str.splitlines would cut
    ):
        assert read_pairs(written(tmp_path, text)) == [pair]


def test_a_pair_that_is_called_like_columns_is_a_pair(tmp_path):
    for first in ("B1,B2,8", "catch,1,2"):
        one, other, score = first.split(",")
        pairs = [(one, other, float(score)), ("vitamin", "B1", 5.0)]
        assert read_pairs(written(tmp_path, f"{first}\nvitamin,B1,5\n")) == pairs


@pytest.mark.parametrize("nothing", ["", "\n\n", "# nothing\n", " \r\n\t\r\n"])
def test_a_file_without_questions_is_said_to_be_one(tmp_path, nothing):
    path = written(tmp_path, nothing)
    for read in (read_pairs, read_analogies, read_rows):
        with pytest.raises(ValueError, match="questions.txt holds no questions: it is empty, or"):
            read(path)


def test_a_file_of_headings_is_said_to_be_one(tmp_path):
    for header in ("Word 1,Word 2,Human (mean)", SIMLEX.split("\n")[0]):
        with pytest.raises(ValueError, match="names its columns, but holds no pairs of words"):
            read_pairs(written(tmp_path, header))
    with pytest.raises(ValueError, match="names sections, but holds no questions of four words"):
        read_analogies(written(tmp_path, ": family\n"))


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_analogies_are_what_a_person_reads(tmp_path, mark, end):
    lines = [
        *("", ": family", "boy girl brother sister", "He\tShe\tHis\t Her ", "# a comment", ""),
        *(":empty", " : gram1 opposite", "  sure  unsure fair\tunfair"),
    ]
    text = mark + end.join(lines).encode()
    assert read_analogies(written(tmp_path, text)) == {
        "family": [["boy", "girl", "brother", "sister"], ["He", "She", "His", "Her"]],
        "gram1 opposite": [["sure", "unsure", "fair", "unfair"]],
    }
    first = text.replace(b": family", b"a b c d", 1)  # without a section
    assert read_analogies(written(tmp_path, first))[""][0] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("wrong", ["boy girl brother", "boy girl brother sister uncle", "Athens"])
def test_the_line_that_is_no_analogy_is_named(tmp_path, wrong):
    path = written(tmp_path, f"# one\n: family\n\nboy girl brother sister\r\n{wrong}\r\n")
    with pytest.raises(ValueError) as error:
        read_analogies(path)
    assert str(error.value) == f"{path}, line 5: expected four words, got {wrong!r}"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_rows_are_what_a_person_reads(tmp_path, mark):
    text = mark + "a \tb c\r\n# what\tis\tthis\n\n猫\t狗\t\n \t\nx\fy\n".encode()
    assert read_rows(written(tmp_path, text)) == [["a", "b c"], ["猫", "狗", ""], ["x\fy"]]


@pytest.mark.parametrize("read", [read_pairs, read_analogies, read_rows])
def test_bytes_that_are_no_text_are_named_with_their_place(tmp_path, read):
    path = written(tmp_path, "# one\nne\xe9 caf\xe9 tea 5\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"questions.txt, line 2: byte 0xe9 is not UTF-8"):
        read(path)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nowhere.txt")


def test_the_files_that_everybody_uses():
    pairs = {name: read_pairs(datapath(name)) for name in ("wordsim353.tsv", "simlex999.txt")}
    assert [len(of) for of in pairs.values()] == [353, 999]
    assert pairs["wordsim353.tsv"][0] == ("love", "sex", 6.77)
    assert pairs["simlex999.txt"][-1] == ("attend", "arrive", 6.08)
    sections = read_analogies(datapath("questions-words.txt"))
    assert len(sections) == 14 and sum(map(len, sections.values())) == 19_544
    assert sections["family"][0] == ["boy", "girl", "brother", "sister"]


@pytest.mark.parametrize(
    ("layout", "mark"),
    [("MEN", " "), ("RG-65", ";"), ("MTurk-771", ","), ("WordSim-353", ","), ("gensim", "\t")],
)
def test_gensim_reads_the_same_where_it_reads_the_file(tmp_path, layout, mark):
    text, pairs = LAYOUTS[layout][0], as_read(LAYOUTS[layout][1])
    text += mark.join(["tea", "cup", "4"]) + "\n" + mark.join(["tea", "love", "3"]) + "\n"
    path = written(tmp_path, text)
    words = sorted({word for pair in pairs for word in pair[:2]} | {"tea", "cup"})
    matrix = np.random.default_rng(1).normal(size=(len(words), 5)).astype(np.float32)
    theirs = KeyedVectors(5)
    theirs.add_vectors(words, matrix)
    _, spearman, unknown = theirs.evaluate_word_pairs(path, delimiter=mark)
    rho, covered, total = word_similarity(WordVectors(words, matrix), read_pairs(path))
    assert rho == pytest.approx(spearman.statistic, abs=1e-12)
    assert 100 - 100 * covered / total == pytest.approx(unknown)


def test_nothing_covered_is_said_in_words(tmp_path, capsys):
    vectors = tmp_path / "small.vec"
    WordVectors(["tea", "cup"], np.eye(2)).save(vectors)
    odd = written(tmp_path, "cat\tdog\tcow\tcar\n" * 3, "odd.tsv")
    analogies = written(tmp_path, ": a\nboy girl he she\n: b\nbig bigger old older\n", "four.txt")
    asked = ["--odd-one-out", str(odd), "--analogies", str(analogies)]
    assert main(["evaluate", str(vectors), *asked]) == 0
    out = capsys.readouterr().out
    assert (
        f"{odd}\nnothing covered: none of the 3 sets has all its words among the vectors\n" in out
    )
    assert out.endswith("nothing covered: none of the 2 questions has all its words among these\n")
    assert "nan" not in out and "0.0000" not in out
    pairs = written(tmp_path, WORDSIM, "pairs.csv")
    assert main(["evaluate", str(vectors), "--pairs", str(pairs)]) == 2
    assert "of 2 pairs, 0 have both words among the 2 of the vectors" in capsys.readouterr().err
