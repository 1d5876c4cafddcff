"""The page of `word2vec explore`: what is in it, and what it does in a browser.

The browser is the Chromium of the system, driven by Playwright (`pip install -e '.[browser]'`).
"""

import json
import re
import shutil
from base64 import b64decode

import numpy as np
import pytest

from pooling.encoder import SentenceEncoder
from similarity.metrics import cosine_similarity, normalize
from similarity.neighbors import nearest
from word2vec import explore as module
from word2vec.__main__ import main
from word2vec.corpus import Reading
from word2vec.explore import Frame, neighbour_map, page_data, write_page
from word2vec.plotting import principal_plane
from word2vec.running.files import DATA
from word2vec.vectors import WordVectors

TEMPLATE = DATA / "explore.html"
TEXTS = json.loads((DATA / "explore.json").read_text("utf-8"))["texts"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# words that would be markup, end a script, or read from right to left
AWKWARD = [
    "<script>",
    "</script>",
    "<!--",
    '"',
    "'",
    "&amp;",
    "a\u2028b",
    "שלום",
    "مرحبا",
    "\\",
    "国王",
]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def data_of(path):
    """What a page was filled with."""
    return json.loads(re.search(r'id="data">(.*?)</script>', path.read_text("utf-8"), re.S)[1])


def numbers(text, kind, *shape):
    return np.frombuffer(b64decode(text), kind).reshape(shape or -1)


@pytest.fixture(scope="module")
def vectors():
    """300 words in six groups, and the awkward ones; with counts, and a common direction."""
    rng = np.random.default_rng(0)
    groups = rng.normal(size=(6, 20)).repeat(50, axis=0)
    named = ["king", "man", "woman", "queen", "cold", "hot", *AWKWARD]
    matrix = np.vstack([rng.normal(size=(len(named), 20)), groups + rng.normal(size=(300, 20))])
    matrix *= rng.uniform(0.5, 2, size=(len(matrix), 1))  # so that Euclid has another order
    matrix[3] = matrix[0] - matrix[1] + matrix[2]
    words = [*named, *(f"word{n}" for n in range(300))]
    counts = np.arange(len(words), 0, -1) * 3
    return WordVectors(words, matrix, counts, Reading(), normalize(rng.normal(size=20)))


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    where = {"executable_path": path} if path else {"channel": "chrome"}  # where systems put it
    with api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(args=QUIET, **where)
        except api.Error:
            if path:
                raise
            pytest.skip("no Chromium or Chrome found; Debian and Ubuntu: apt install chromium")
        yield browser
        browser.close()


@pytest.fixture
def look(browser, tmp_path):
    """Opens vectors in a window of their own; at the end no message and no request was seen."""
    seen, windows = [], []

    def opened(vectors, frames=(), script="", **options):
        write_page(tmp_path / "page.html", vectors, "some <b>vectors</b>", frames)
        options = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce"} | options
        windows.append(browser.new_context(**options))
        page = windows[-1].new_page()
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("request", lambda request: seen.append(request.url))
        if script:
            page.add_init_script(script)
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield opened
    for window in windows:
        window.close()
    assert [text for text in seen if not text.endswith("/page.html")] == []


def until(page, what):
    """Wait for it; Playwright's own waiting evaluates strings, which the page refuses."""
    for _ in range(200):
        if page.evaluate(what):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"10 seconds, and not yet {what}")


def items(page, list):
    """The words of a list in the page, and their figures."""
    texts = page.locator(f"#{list} button").all_text_contents()
    return texts, [float(text) for text in page.locator(f"#{list} small").all_text_contents()]


def test_the_template_is_one_page_to_read():
    lines = TEMPLATE.read_text("utf-8").splitlines()
    assert len(lines) <= 600 and max(map(len, lines)) <= 100
    assert "innerHTML" not in TEMPLATE.read_text("utf-8")
    used = set(re.findall(r'(?:data-text|data-label)="([^"]+)"', TEMPLATE.read_text("utf-8")))
    assert used < TEXTS.keys()


def test_the_numbers_of_a_page_are_those_of_the_vectors(vectors, tmp_path):
    assert write_page(tmp_path / "page.html", vectors, "some") == len(vectors)
    data = data_of(tmp_path / "page.html")
    assert data["words"] == vectors.words and data["chosen"] == "all words"
    scale = numbers(data["scale"], "<f4")
    matrix = numbers(data["matrix"], "<i2", -1, data["dim"]) * scale[:, None]
    largest = np.abs(vectors.matrix).max(axis=1, keepdims=True)
    assert (np.abs(matrix - vectors.matrix) <= 0.501 / 32767 * largest).all()
    assert numbers(data["counts"], "<f8").tolist() == vectors.counts.tolist()
    assert numbers(data["common"], "<f4") == pytest.approx(vectors.common)
    assert numbers(data["plane"], "<f4", 2, -1) == pytest.approx(principal_plane(vectors.unit).T)
    assert re.search(r'id="data">[^<]*</script>', (tmp_path / "page.html").read_text("utf-8"))


def test_a_page_has_the_most_frequent_words(monkeypatch):
    monkeypatch.setattr(module, "WORDS", 3)
    some = WordVectors(["a", "b", "c", "d"], [[1, 0], [0, 1], [1, 1], [2, 1]])
    assert page_data(some, "")["words"] == ["a", "b", "c"]
    assert page_data(some, "")["chosen"] == "first words" and page_data(some, "")["common"] is None
    counted = WordVectors(some.words, some.matrix, [2, 9, 1, 3])
    assert page_data(counted, "")["words"] == ["b", "d", "a"]
    assert page_data(counted, "")["chosen"] == "most frequent"
    monkeypatch.setattr(module, "NUMBERS", 4)
    assert page_data(counted, "")["words"] == ["b", "d"]


def test_the_map_keeps_more_neighbours_than_the_plane():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(40, 30)).repeat(10, axis=0) + 0.5 * rng.normal(size=(400, 30))
    unit = normalize(rows)
    plane = unit @ principal_plane(unit)

    def kept(points):
        near, _ = nearest(points, points, 10, "euclidean")
        return np.mean(near // 10 == np.arange(400)[:, None] // 10)

    assert kept(unit) > 0.95 and kept(plane) < 0.4 and kept(neighbour_map(unit, plane)) > 0.8


@pytest.mark.parametrize(
    "matrix", [[[1.0]], [[0.0, 0.0]], [[1.0], [-1.0], [0.0]], [[2.0, 1.0]] * 4]
)
def test_pages_of_little(matrix, look):
    small = WordVectors([f"word{n}" for n in range(len(matrix))], matrix)
    page = look(small)
    page.evaluate("for (const name of ['map', 'plane']) { show(name); choose(0); }")
    page.fill("#text", "word0\nnothing")
    page.click("form[name=sentences] button")
    assert "word0" in page.locator("#pooled").text_content()


def test_what_cannot_be_a_page(tmp_path, capsys):
    vectors = tmp_path / "v.txt"
    vectors.write_text("1 2\na 1 2\n", "utf-8")
    for output, message in (
        ("page.htm", "page.htm: the name of a page must end in .html"),
        (tmp_path / "nowhere" / "page.html", "nowhere is not a folder"),
    ):
        assert main(["explore", str(vectors), "-o", str(output)]) == 2
        assert message in capsys.readouterr().err
    vectors.write_text("1 2\na nan 2\n", "utf-8")
    assert main(["explore", str(vectors), "-o", str(tmp_path / "page.html")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(ValueError, match="there are no words to draw"):
        write_page(tmp_path / "page.html", WordVectors([], np.zeros((0, 2))), "none")
    assert [path.name for path in tmp_path.iterdir()] == ["v.txt"]


def test_a_page_finds_the_neighbours_that_python_finds(vectors, look):
    page = look(vectors)
    for word in ("king", "word7", "<script>"):
        page.fill("#search", word)
        page.press("#search", "Enter")
        found = vectors.most_similar(word)
        assert items(page, "by-cosine") == (
            [name for name, _ in found],
            pytest.approx([cosine for _, cosine in found], abs=1e-3),
        )
        rows, distances = nearest([vectors[word]], vectors.matrix, 11, "euclidean")
        assert items(page, "by-euclid") == (
            [vectors.words[row] for row in rows[0, 1:]],
            pytest.approx(distances[0, 1:], abs=2e-3),
        )
    page.fill("#search", "nobody")
    page.press("#search", "Enter")
    assert page.locator("#status").text_content() == "“nobody” is not a word of this page."


def test_search_completes_words(vectors, look):
    page = look(vectors)
    page.type("#search", "WORD29")
    options = page.locator("#completions [role=option]")
    assert options.all_text_contents() == ["word29", *(f"word29{n}" for n in range(7))]
    assert page.get_attribute("#search", "aria-expanded") == "true"
    for key, word in (("ArrowDown", "word29"), ("ArrowDown", "word290"), ("ArrowUp", "word29")):
        page.keyboard.press(key)
        active = page.get_attribute("#search", "aria-activedescendant")
        assert page.locator(f"#{active}[aria-selected=true]").text_content() == word
    page.keyboard.press("ArrowUp")  # from the first to the last
    page.keyboard.press("Enter")
    assert page.input_value("#search") == "word296" == page.evaluate("words[chosen.id]")
    assert options.count() == 0 and page.get_attribute("#search", "aria-expanded") == "false"
    page.fill("#search", "ing")  # inside a word
    assert options.all_text_contents() == ["king"]
    page.keyboard.press("Escape")
    assert options.count() == 0 and page.input_value("#search") == "ing"
    page.fill("#search", "quee")
    page.keyboard.press("Enter")  # the first that was offered
    assert page.evaluate("words[chosen.id]") == "queen"
    page.fill("form[name=axes] input >> nth=0", "wom")
    options.first.click()
    assert page.input_value("form[name=axes] input >> nth=0") == "woman"
    page.fill("form[name=axes] input >> nth=0", "ma")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("form[name=axes] input >> nth=0") == "man"
    page.fill("form[name=axes] input >> nth=0", "man")
    page.keyboard.press("Enter")  # the form is sent
    assert options.count() == 0 and page.evaluate("view.name") == "axes"


def test_awkward_words_are_text(vectors, look):
    page = look(vectors, script="window.alert = () => console.log('run')")
    assert page.evaluate("words") == vectors.words
    for word in AWKWARD:
        page.evaluate("(word) => choose(ids.get(word))", word)
        assert word in page.locator("#status").text_content()
    assert page.locator("h1").text_content() == "Word vectors: some <b>vectors</b>"
    assert page.locator("main script, aside script, h1 b").count() == 0


def test_a_click_on_the_map_and_keys(vectors, look):
    page = look(vectors)
    x, y = page.evaluate("pixelOf(ids.get('word250'))")
    page.click("#map", position={"x": x, "y": y})
    assert page.evaluate("span([pixelOf(chosen.id), pixelOf(ids.get('word250'))])") < 12
    assert page.input_value("#search") == page.evaluate("words[chosen.id]")
    before = page.evaluate("({...camera})")
    page.focus("#map")
    for key in ("ArrowRight", "ArrowUp", "+"):
        page.keyboard.press(key)
    after = page.evaluate("({...camera})")
    assert after["zoom"] == pytest.approx(1.25 * before["zoom"])
    assert after["x"] - before["x"] == pytest.approx(40 / before["zoom"])
    assert after["y"] - before["y"] == pytest.approx(40 / before["zoom"])
    corner = page.locator("#map").bounding_box()
    page.mouse.move(corner["x"] + 100, corner["y"] + 50)
    at = page.evaluate("[camera.x + (100 - size.width / 2) / camera.zoom, camera.zoom]")
    page.mouse.wheel(0, -400)
    until(page, f"camera.zoom > 2 * {at[1]}")
    assert page.evaluate("camera.x + (100 - size.width / 2) / camera.zoom") == pytest.approx(at[0])


@pytest.mark.parametrize("name", ["map", "plane", "axes", "analogy"])
def test_no_label_covers_another(vectors, look, name):
    page = look(vectors)
    page.evaluate(f"show('{name}'); choose(ids.get('king'))")
    page.wait_for_timeout(100)  # till it is drawn
    boxes = [box for box in page.evaluate("boxes") if box.get("text")]
    assert len(boxes) > 30 and "king" in [box["text"] for box in boxes]
    for n, a in enumerate(boxes):
        for b in boxes[:n]:
            apart = abs(a["x"] - b["x"]) >= a["w"] + b["w"] or abs(a["y"] - b["y"]) >= 20
            assert apart, (a, b)


def test_an_analogy_is_a_parallelogram(vectors, look):
    page = look(vectors)
    inputs = page.locator("form[name=analogy] input")
    assert inputs.evaluate_all("all => all.map((i) => i.value)") == ["king", "man", "woman"]
    page.click("form[name=analogy] button")
    found = vectors.analogy("king", "man", "woman")
    assert items(page, "answers")[0] == [word for word, _ in found] and found[0][0] == "queen"
    assert items(page, "answers")[1] == pytest.approx([cosine for _, cosine in found], abs=1e-3)
    king, man, woman = (np.array(page.evaluate(f"pointOf(view.positions, {n})")) for n in range(3))
    assert king - man + woman == pytest.approx(np.array(page.evaluate("view.corner")), abs=1e-3)
    for a, b in (((king, man), (0, 1)), ((woman, man), (2, 1))):  # in their true shape
        apart = np.linalg.norm(vectors.unit[b[0]] - vectors.unit[b[1]])
        assert np.linalg.norm(a[0] - a[1]) == pytest.approx(apart, abs=1e-3)
    page.fill("form[name=analogy] input >> nth=1", "nobody")
    page.keyboard.press("Enter")
    assert "“nobody” is not a word" in page.locator("#status").text_content()


def test_what_is_wrong_in_a_form_is_told_beside_it(vectors, look):
    page = look(vectors)
    page.fill("form[name=axes] input >> nth=2", "nobody")
    page.click("form[name=axes] button")
    told = "document.activeElement.validationMessage"
    assert page.evaluate(told) == "“nobody” is not a word of this page."
    assert page.evaluate("document.activeElement.ariaLabel") == TEXTS["low"][0]
    assert page.evaluate("view.name") == page.input_value("#view") == "map"
    page.keyboard.press("Control+A")
    page.keyboard.type("ho")
    assert page.evaluate(told) == ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # takes the word that is offered
    page.keyboard.press("Enter")  # draws
    assert page.evaluate("view.name") == "axes"
    page.fill("form[name=analogy] input >> nth=0", "")
    page.select_option("#view", "analogy")
    assert page.evaluate(told) == TEXTS["empty"][0]


def test_what_is_asked_for_next_takes_the_place_of_neighbours(vectors, look):
    page = look(vectors)
    page.evaluate("choose(0)")
    page.select_option("#view", "plane")  # the same words, seen in another way
    assert page.is_visible("#neighbours")
    page.click("form[name=analogy] button")
    assert page.is_hidden("#neighbours")


def test_a_keyboard_walks_from_neighbour_to_neighbour(vectors, look):
    page = look(vectors)
    page.fill("#search", "king")
    page.keyboard.press("Enter")
    for _ in range(2):
        nearest_words, _ = items(page, "by-cosine")
        while not page.evaluate("document.activeElement.closest('#by-cosine')"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("words[chosen.id]") == nearest_words[0]
        assert page.evaluate("document.activeElement.id") == "neighbours"
    page.focus("#map")
    zoom = page.evaluate("camera.zoom")
    page.keyboard.press("Control++")  # is the browser's
    assert page.evaluate("camera.zoom") == zoom
    page.keyboard.press("+")
    assert page.evaluate("camera.zoom") == 1.25 * zoom


def test_what_is_marked_is_seen_in_high_contrast(vectors, look):
    page = look(vectors, forced_colors="active")
    page.fill("#search", "word1")
    page.keyboard.press("ArrowDown")
    corners = [
        {"x": box["x"] + 3, "y": box["y"] + 3, "width": 1, "height": 1}
        for box in (page.locator(f"#option-{n}").bounding_box() for n in (0, 1))
    ]
    marked, other = (page.screenshot(clip=corner) for corner in corners)
    assert marked != other


def test_letters_have_the_size_that_the_reader_chose(vectors, look):
    page = look(vectors)
    heights = "boxes.filter((box) => box.text).map((box) => box.h)"
    before, font = page.evaluate(heights), page.evaluate("pen.font")
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    until(page, "size.letter === 32")
    assert set(before) == {10} and set(page.evaluate(heights)) == {20}
    assert "15px" in font and "30px" in page.evaluate("pen.font")


def test_a_word_turns_nothing_but_itself(look):
    words = ["king", "\u202eevil", "שלום"]
    page = look(WordVectors(words, [[1, 0], [2, 1], [1, 1]]))
    page.evaluate("choose(0)")
    isolated = "Nearest to king by cosine: \u2068\u202eevil\u2069, \u2068שלום\u2069. 2 of 2 are in"
    assert page.locator("#status").text_content().startswith(isolated)


def test_numbers_are_written_as_in_the_language_of_the_page(monkeypatch, look):
    monkeypatch.setattr(module, "WORDS", 1001)
    some = WordVectors([f"word{n}" for n in range(1002)], np.eye(1002, 2) + 1)
    many = look(some, locale="de").locator("#many").text_content()
    assert many == "the first 1,001 words of the file, 2 dimensions (of 1,002 words)"


def test_axes_are_of_two_pairs(vectors, look):
    page = look(vectors)
    page.select_option("#view", "axes")
    ends = [normalize(vectors.unit[b] - vectors.unit[a]) for a, b in ((1, 2), (4, 5))]  # (2, D)
    positions = page.evaluate("[...view.positions]")
    assert np.reshape(positions, (-1, 2)) == pytest.approx(
        vectors.unit @ np.array(ends).T, abs=1e-3
    )
    ends = [
        [vectors.words[row] for row in np.argsort(sign * vectors.unit @ end)[:5]]
        for end in ends
        for sign in (1, -1)
    ]
    told = "Farthest left: {}. Right: {}. Bottom: {}. Top: {}.".format(*map(", ".join, ends))
    assert re.sub("[\u2068\u2069]", "", page.locator("#status").text_content()) == told
    page.select_option("#view", "plane")
    positions = page.evaluate("[...view.positions]")
    plane = vectors.unit @ principal_plane(vectors.unit)
    assert np.reshape(positions, (-1, 2)) == pytest.approx(plane, abs=1e-3)


@pytest.mark.parametrize("pooling", ["mean", "sif"])
def test_sentences_are_pooled_as_python_does(vectors, look, pooling):
    page = look(vectors)
    sentences = ["The KING, word3 and word4!", "<script> 国王 woman", "nobody"]
    page.fill("#text", "\n".join(sentences))
    page.select_option("#pooling", pooling)
    page.click("form[name=sentences] button")
    told = page.locator("#pooled").text_content()
    assert "Read: king · word3. Not among the words, and left out: the, and, word." in told
    encoder = SentenceEncoder(vectors, pooling)
    assert page.evaluate("sentences.map((s) => s.found)") == [
        vectors.words_of(text) for text in sentences[:2]
    ]
    pooled = encoder.encode(sentences[:2])
    ours = [list(each.values()) for each in page.evaluate("sentences.map((s) => ({...s.vector}))")]
    assert np.array(ours) == pytest.approx(pooled, abs=1e-3)
    assert f"{cosine_similarity(*pooled):.3f}" in told
    near = [page.evaluate(f"sentences[{n}].near.map(([i]) => words[i])") for n in range(2)]
    assert near == [[word for word, _ in vectors.most_similar(vector)] for vector in pooled]
    page.wait_for_timeout(100)
    assert "<script> 国王 woman" in [box.get("text") for box in page.evaluate("boxes")]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("猫是一种宠物，狗不喜欢Ａ计划。", Reading()),
        ("# The café’s 2 dogs don't b\u00adark; 'quote' U.S.", Reading()),
        ("GPT-4 是 the C++ 研究生命", Reading(words="spaces")),
        ("Cats CATS ＣＡＴＳ ℌ İ", Reading(lowercase=False)),
        ("می‌خواهم हिन्दी ภาษา\u200bไทย 👍🏽 a\u0301b", None),
    ],
)
def test_a_text_is_read_as_python_reads_it(text, reading, look):
    words = "猫 是 一 一种 种 宠物 狗 不 喜欢 研究 研究生 生命 命 the cats Cats gpt-4 c++".split()
    counts = [9, 30, 20, 2, 20, 5, 9, 40, 7, 9, 2, 5, 1, 50, 4, 4, 3, 3]
    for given in (None, counts):
        some = WordVectors(words, np.eye(len(words)), given, reading)
        assert look(some).evaluate("(text) => wordsOf(text)", text) == some.words_of(text)


def test_the_page_speaks_two_languages_and_has_two_themes(vectors, look):
    page = look(vectors, locale="zh-CN", color_scheme="dark")
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert page.get_by_label("查找一个词").count() == 1
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#language")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_label("Find a word").count() == 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # on paper it is light
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark != light
    assert look(vectors, locale="fr").evaluate("document.documentElement.lang") == "en"
    for english, chinese in TEXTS.values():
        assert english.count("{}") == chinese.count("{}")


def test_a_telephone_scrolls_down_only(vectors, look):
    page = look(vectors, viewport={"width": 375, "height": 700}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate("size.width") == 375 and page.evaluate("size.height") > 300
    page.locator("form[name=axes] button").tap()
    assert page.evaluate("canvas.getBoundingClientRect().top") > -1  # there is what was asked for


def test_what_is_shown_can_be_read_and_named(vectors, look):
    """The contrast of texts is that of WCAG, level AA; whatever is used has a name."""

    def light(name):
        code = page.evaluate(f"colour('{name}')").strip().lstrip("#")
        code = "".join(2 * c for c in code) if len(code) == 3 else code
        parts = np.array([int(code[n : n + 2], 16) for n in (0, 2, 4)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    for theme in ("light", "dark"):
        page = look(vectors, color_scheme=theme)
        low, high = sorted((light("dot"), light("paper")))
        assert (high + 0.05) / (low + 0.05) >= 3  # as WCAG asks of what is no text
        for ink in ("ink", "grey", "cosine", "euclid", "chosen", "sentence"):
            for paper in ("paper", "panel"):
                low, high = sorted((light(ink), light(paper)))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)
    for each in page.query_selector_all("input, select, textarea, canvas, button, ol"):
        named = each.evaluate("e => e.ariaLabel || e.textContent.trim() || e.labels?.length")
        assert named, each.get_attribute("id")


def test_the_slider_of_a_film_moves_the_words(vectors, look):
    rng, n = np.random.default_rng(1), 200
    start = rng.normal(size=(n, vectors.dim)).astype(np.float32)
    frames = [Frame(0, 4.159, start), Frame(1.5, 3, start / 2), Frame(2, 2, vectors.matrix[:n])]
    page = look(vectors, frames)
    plane = principal_plane(vectors.unit)
    assert page.locator("#moment").text_content() == "epoch 2.0, loss per pair 2.00, 317 words"
    page.select_option("#view", "map")
    page.focus("#passed")
    page.keyboard.press("Home")
    assert page.evaluate("view.name === 'plane' && camera.zoom === view.whole.zoom")
    assert page.locator("#moment").text_content() == "epoch 0.0, loss per pair 4.16, 200 words"
    until(page, "shown === move.to || Math.abs(shown[0] - move.to[0]) < 1e-6")
    shown = np.reshape(page.evaluate("[...shown]"), (-1, 2))[:n]
    assert shown == pytest.approx(normalize(start) @ plane, abs=1e-3)
    covariance = np.cov(normalize(start).T)
    kept = 100 * np.trace(plane.T @ covariance @ plane) / np.trace(covariance)
    assert f"They keep {kept:.0f} % of the spread" in page.locator("#about").text_content()
    page.keyboard.press("End")
    until(page, "visible === N && Math.abs(shown[0] - view.positions[0]) < 1e-6")
    page.click("#play")  # begins again
    until(page, "element('passed').value === '1'")
    until(page, "element('passed').value === '2' && !play.timer")
    assert page.locator("#moment").text_content().startswith("epoch 2.0")


def test_a_film_stops_where_the_reader_looks_at_something_else(vectors, look):
    frames = [Frame(n, 2, vectors.matrix[:9]) for n in range(100)]
    page = look(vectors, frames)
    running = "play.timer && element('passed').value > 0 && element('passed').value < 99"
    page.click("#play")
    until(page, running)
    page.select_option("#view", "map")
    until(page, "!play.timer")
    assert page.evaluate("view.name") == "map"
    page.click("#play")  # in the plane again
    until(page, running)
    page.focus("#passed")
    page.keyboard.press("Home")
    assert page.evaluate("!play.timer && element('passed').value === '0'")


def test_a_film_has_no_words_that_its_page_leaves_out(vectors, monkeypatch, look):
    monkeypatch.setattr(module, "WORDS", 5)
    page = look(vectors, [Frame(0, 2, vectors.matrix[:9]), Frame(1, 1, vectors.matrix[:9])])
    page.focus("#passed")
    page.keyboard.press("Home")
    assert page.locator("#moment").text_content() == "epoch 0.0, loss per pair 2.00, 5 words"
    until(page, "boxes.length > 2")


def test_the_browser_would_refuse_a_network(vectors, browser, tmp_path):
    write_page(tmp_path / "page.html", vectors, "some")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    fetch = "fetch('data:text/plain,hello').then(() => 'allowed', () => 'refused')"
    assert page.evaluate(fetch) == "refused"
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'") and "http" not in policy
    page.close()
