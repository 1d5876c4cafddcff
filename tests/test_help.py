"""The command line speaks English and Chinese, and the table by which it does so is whole."""

import argparse
import ast
import importlib.util
import re
import shlex
import shutil
from string import Formatter

import pytest

from pooling.pretrained import find
from tests.campaigns.damaged_folders import tiny_folder
from tests.test_readme import CHINESE as PAGES
from tests.test_readme import ROOT, blocks
from word2vec import flags, plotting
from word2vec.__main__ import COMMANDS, main
from word2vec.flags import CHINESE, EXAMPLES, FLAGS, LOCALE, columns, language_of, parser, wrapped
from word2vec.running.files import DATA
from word2vec.running.questions import read_rows
from word2vec.running.stream import LABELS

NAMES = list(FLAGS)
TOLD = {"say", "note_to", "in_language"}  # the functions whose second argument is a text
TEXTS = {"note", "text", "nothing"}  # the variables that hold one
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def anywhere(monkeypatch):
    """As where the locale says nothing."""
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)


def help_of(language, name=None):
    """A page of help, as an 80-column terminal shows it."""
    main = parser(language, COMMANDS)
    if name is None:
        return main.format_help()
    (chosen,) = (a for a in main._actions if isinstance(a, argparse._SubParsersAction))
    return chosen.choices[name].format_help()


def texts_of_help(monkeypatch):
    """All texts that pages of help look up."""
    asked = set()

    class Asked(dict):
        def get(self, text, default=None):
            asked.add(text)
            return super().get(text, default)

    monkeypatch.setattr(flags, "CHINESE", Asked(CHINESE))
    for name in (None, *NAMES):
        help_of("zh", name)
    return asked


def texts_of_notes():
    """All texts that commands and the tour print in the language of the user."""
    for name in ("__main__", "sentences", "tour"):
        tree = ast.parse((ROOT / "word2vec" / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TOLD:
                value = node.args[1]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in TEXTS:
                value = node.value
            else:
                continue
            if isinstance(value, ast.Constant):
                yield value.value


def test_every_text_has_its_chinese_and_no_entry_is_left_over(monkeypatch):
    notes = set(texts_of_notes())
    assert len(notes) == 25
    texts = {text for text in texts_of_help(monkeypatch) | notes | LABELS.keys() if text}
    same = {text for text in texts - CHINESE.keys() if text.startswith("  word2vec")}
    assert texts - same == CHINESE.keys()
    assert all(
        "wiki" in text or "MiniLM" in text or "serve" in text for text in same
    )  # commands that are the same in both languages
    for chinese in CHINESE.values():
        assert HAN.search(chinese) or "zh" in chinese, chinese


def test_both_sides_have_the_same_figures():
    def figures(text):
        return sorted((name, how) for _, name, how, _ in Formatter().parse(text) if name)

    for english, chinese in CHINESE.items():
        assert figures(english) == figures(chinese), chinese
        assert "%" not in english + chinese  # argparse would fill it in
        chinese.encode("gbk")  # as Windows in China writes to a file


@pytest.mark.parametrize("language", flags.LANGUAGES)
@pytest.mark.parametrize("name", [None, *NAMES])
def test_lines_fit_a_terminal(name, language, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    page = help_of(language, name)
    for line in page.splitlines():
        assert columns(line) <= 80, line
        assert line.strip()[:1] not in [*"，。：；、）”"], line
        assert language == "en" or not re.search("[（“]$", line), line
    assert page.startswith("usage: word2vec" if language == "en" else "用法: word2vec")
    assert bool(HAN.search(page)) == (language == "zh")


def test_no_word_is_lost_where_lines_are_cut():
    for text in [*CHINESE, *CHINESE.values()]:
        for width in (20, 40, 60):
            lines = wrapped(text, width)
            assert "".join("".join(lines).split()) == "".join(text.split())
            assert max(map(columns, lines)) <= max(width, 40)


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ("", {}, "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, "en"),
        ("", {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ("--lang en --help", {"LC_ALL": "zh_CN.UTF-8"}, "en"),
        ("--lang zh train --help", {}, "zh"),
        ("train --help --lang=zh", {"LANG": "en_GB.UTF-8"}, "zh"),
        ("train text.txt -o out.npz --learning-rate 0.1", {}, "en"),
    ],
)
def test_the_language_is_what_the_flag_says_or_else_the_locale(arguments, environment, language):
    assert language_of(arguments.split(), environment) == language


@pytest.mark.parametrize("line", ["--lang zh --help", "--lang zh train -h", "train --lang zh -h"])
def test_help_is_in_the_language_wherever_the_flag_stands(line, capsys, monkeypatch):
    with pytest.raises(SystemExit) as stop:
        main(line.split())
    assert stop.value.code == 0
    assert "-h, --help" in (page := capsys.readouterr().out) and "显示本帮助并退出" in page
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        main(line.replace("--lang zh", "").split())
    assert capsys.readouterr().out == page
    with pytest.raises(SystemExit):
        main(line.replace("zh", "en").split())
    assert not HAN.search(capsys.readouterr().out)


def test_a_language_that_it_does_not_speak_gets_one_line(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--lang", "de"])
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("word2vec: argument --lang: invalid choice: 'de'")
    assert error.count("\n") == 1


def lines_of_examples(language):
    lines = [line.strip() for line in EXAMPLES.splitlines() if line.startswith("  ")]
    if language == "zh":
        lines = [CHINESE.get(f"  {line}", line).strip() for line in lines]
    return [line for line in lines if not line.startswith("#") and line.split()[1:2] != ["--lang"]]


@pytest.mark.parametrize("language", flags.LANGUAGES)
def test_the_examples_do_what_they_say(language, tmp_path, monkeypatch, capsys):
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8" if language == "zh" else "C")
    ran = []
    for line in lines_of_examples(language):
        words = shlex.split(line.split("| ")[-1])[1:]  # without echo and word2vec
        parser(language, COMMANDS).parse_args(words)
        apart = words[:1] in (["encode"], ["serve"]) or "wiki" in line or "MiniLM" in line
        if words and not apart:
            assert main(words) == 0
            ran.append(words[0])
    assert ran == ["train", *NAMES[1:7], "contrast", "evaluate", "train"]
    printed = capsys.readouterr()
    assert bool(HAN.search(printed.err)) == (language == "zh")
    if language == "zh":
        assert "个词，100 维，每个词对的平均损失 4.159 -> " in printed.out
        assert "余弦相似度" in printed.out and "按关键字" in printed.out
        assert "找出不同类的词的正确率，覆盖 276 组中的 276 组" in printed.out
        assert re.search(r"^word2vec: 文本共 123,\d+ 个词，训练 \d+ 轮；", printed.err, re.M)


@pytest.mark.parametrize("language", flags.LANGUAGES)
def test_the_examples_of_a_bert_do_what_they_say(language, capsys):
    try:
        find("all-MiniLM-L6-v2")
    except FileNotFoundError as error:
        pytest.skip(str(error))
    lines = [line for line in lines_of_examples(language) if "MiniLM" in line]
    for line in lines:
        assert main([*shlex.split(line)[1:], "--lang", language]) == 0
    printed = capsys.readouterr()
    assert len(lines) == 2 and printed.err == ""
    assert "\nem\t7861\n##bed\t8270\n##ding\t4667\n##s\t2015\n" in printed.out
    assert ("余弦相似度" if language == "zh" else "cosine similarity") in printed.out


def test_notes_about_a_bert_are_in_chinese(tmp_path, capsys):
    folder = str(tiny_folder(tmp_path / "bert"))
    assert main(["tokens", folder, "yeti" + " cat" * 20, "--lang", "zh"]) == 0
    assert capsys.readouterr().err == (
        "word2vec: 共 23 个子词，模型只读前 16 个\nword2vec: 不在词表中：yeti\n"
    )


def test_notes_are_in_chinese(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = "猫是一种宠物\n狗喜欢啃骨头\n" * 9
    (tmp_path / "my.txt").write_text(text, "utf-8")
    assert main("--lang zh train my.txt -o my.npz --epochs 1 --dim 3".split()) == 0
    assert "已按样例语料的词频给中文分词" in (notes := capsys.readouterr().err)
    assert "损失几乎没有下降" in notes
    assert main("train my.txt -o my.npz --lang zh --epochs 9 --learning-rate 999".split()) == 0
    assert "损失不降反升" in capsys.readouterr().err
    assert main("compare my.npz 猫是汽车 狗 --lang zh".split()) == 0
    assert capsys.readouterr().err == "word2vec: 不在词表中：汽车\n"
    (tmp_path / "four.txt").write_text("猫 狗 猫 鸟\n", "utf-8")
    assert main("evaluate my.npz --analogies four.txt --lang zh".split()) == 0
    told = capsys.readouterr().out
    assert "全部，覆盖 1 题中的 0 题" in told and "没有覆盖任何一题" in told


def test_errors_about_chinese_name_it_in_chinese(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.txt").write_text("猫是一种宠物\n狗喜欢啃骨头\n" * 9, "utf-8")
    assert main("train my.txt -o my.npz --segment my.txt".split()) == 2
    assert "a dictionary has lines of a word and its count, got " in (e := capsys.readouterr().err)
    assert e.endswith(" (词典的每一行：词 次数)\n") and e.count("\n") == 1
    monkeypatch.setitem(__import__("sys").modules, "jieba", None)
    flags_of_jieba = "train my.txt -o my.npz --segment jieba".split()
    assert main(flags_of_jieba) == 2
    assert capsys.readouterr().err.endswith(" (中文分词)\n")
    assert main("train my.txt -o my.npz --epochs 1".split()) == 0
    monkeypatch.setattr(plotting, "CHINESE_FONTS", ())
    capsys.readouterr()
    assert main("plot my.npz -o map.png --words 猫".split()) == 2
    assert "(缺少中文字体)\n" in capsys.readouterr().err


def test_a_map_of_english_words_needs_no_chinese_font(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.txt").write_text("cats purr\ndogs bark\n" * 40, "utf-8")
    assert main("train my.txt -o my.npz --epochs 1 --lang zh".split()) == 0
    monkeypatch.setattr(plotting, "CHINESE_FONTS", ())
    assert main("plot my.npz -o map.png --words cats -k 2 --lang zh".split()) == 0


def test_the_lines_for_chinese_in_the_readme_run(tmp_path, monkeypatch, capsys):
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    own = "".join(f"{text}\n" for _, text in read_rows(DATA / "sentences.zh.tsv"))
    sample = (DATA / "sample.zh.txt").read_text("utf-8")
    (tmp_path / "both.txt").write_text(sample + own, "utf-8")
    words = "猫 狗 是 喜欢".split()
    (tmp_path / "dict.txt").write_text("".join(f"{word} 9\n" for word in words), "utf-8")
    lines = "".join(blocks(PAGES["."], "console")).splitlines()
    commands = [shlex.split(line, comments=True)[1:] for line in lines if line[:4] == "word"]
    assert len(commands) == 9
    for words in commands:
        text = sample if "none" in words else own  # with spaces, and without
        (tmp_path / "my.txt").write_text(text, "gbk" if "gbk" in words else "utf-8")
        if "jieba" in words and not importlib.util.find_spec("jieba"):
            continue
        assert main(words) == 0, words
    assert "（" not in capsys.readouterr().err
