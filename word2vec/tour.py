"""The guided tour, in English or Chinese: train, look at neighbours, compare sentences, search."""

from collections.abc import Sequence
from dataclasses import dataclass

from pooling.encoder import SentenceEncoder
from similarity.metrics import (
    cosine_similarity,
    cosine_similarity_matrix,
    euclidean_distance_matrix,
)
from similarity.search import KeywordIndex, keyword_search, semantic_search
from word2vec.corpus import DATA, read_sentences
from word2vec.evaluation import read_rows
from word2vec.model import Config
from word2vec.training import train
from word2vec.vectors import WordVectors

CONFIG = Config(epochs=20)


@dataclass(frozen=True)
class Script:
    """What the tour says and shows in one language."""

    learn: str
    learned: str
    words: str
    neighbours: Sequence[str]
    pairs: str
    alike: Sequence[tuple[str, str]]
    sentences: str
    three: Sequence[str]  # of the article's worked example
    weighted: str
    search: str
    queries: Sequence[tuple[str, str]]  # a query, and what to see in it
    by_words: str
    by_meaning: str
    none: str
    tables: tuple[str, str]
    picture: str
    map: Sequence[str]
    end: str


ENGLISH = Script(
    learn="1. Learn. Read {name}, a small encyclopedia, {epochs} times, and guess from each word\n"
    "   the words around it.",
    learned="   {words} words now have a vector of {dim} numbers each; the loss per pair of words\n"
    "   fell from {first:.2f} to {last:.2f}.",
    words="2. Words. Those that keep the same company point the same way. Nearest to",
    neighbours=("cat", "dog", "car", "king", "piano", "monday", "paris"),
    pairs="   cosine of {} and {}: {:.2f}",
    alike=(("cat", "dog"), ("cat", "car")),
    sentences="3. Sentences. The mean of its words' vectors is a vector for a sentence.",
    three=("A cat is a kind of pet.", "A dog likes to chew bones.", "A car needs fuel."),
    weighted='   The word "a" makes all three alike. SIF weighs frequent words down:',
    search="4. Search, by the words that a text shares with the query, and by meaning.",
    queries=(
        ("tyres", "No text has the word, yet some are about it."),
        ("Canada", "Where the very word is wanted, keywords win."),
    ),
    by_words='   "{}" by its words (BM25)',
    by_meaning='   "{}" by its meaning (cosine)',
    none="no text has a word of it",
    tables=("cosine similarity", "Euclidean distance"),
    picture="5. A map of words is in {}.",
    map=(
        "cat dog kitten puppy hamster rabbit parrot",
        "car bus truck train motorcycle bicycle tram",
        "bread butter cheese soup rice cake sugar",
        "king queen prince princess emperor throne crown",
        "piano guitar violin drum flute trumpet orchestra",
        "sun moon planet star comet telescope rocket",
    ),
    end="Now a text of yours: word2vec train book.txt -o book.vec    (more: word2vec --help)",
)

CHINESE = Script(
    learn="1. 学习。把小百科 {name} 读 {epochs} 遍，每遇到一个词，就猜它周围的词。",
    learned="   现在 {words} 个词各有一个 {dim} 维的向量；每对词的平均损失\n"
    "   从 {first:.2f} 降到 {last:.2f}。",
    words="2. 词。常和同样的词作伴的词，向量方向也相近。离它们最近的词：",
    neighbours=("猫", "狗", "汽车", "国王", "钢琴", "夏天", "巴黎"),
    pairs="   {}和{}的余弦相似度：{:.2f}",
    alike=(("猫", "狗"), ("猫", "汽车")),
    sentences="3. 句子。把一句话里各个词的向量取平均（池化），就得到句子的向量。",
    three=("猫是一种宠物", "狗喜欢啃骨头", "汽车需要加油"),
    weighted="   常用词让所有句子都有些相像。SIF 降低常用词的权重：",
    search="4. 搜索：关键字搜索看共同的词，语义搜索看意思。",
    queries=(
        ("篮球", "没有一句话含有这个词，却有几句说的是这件事。"),
        ("彗星", "要找的就是这个词时，关键字搜索更准。"),
    ),
    by_words="   “{}”，按关键字（BM25）",
    by_meaning="   “{}”，按语义（余弦）",
    none="没有一句话含有其中的词",
    tables=("余弦相似度", "欧氏距离"),
    picture="5. 词的地图画在 {}。",
    map=(
        "猫 狗 兔子 仓鼠 鹦鹉 金鱼 乌龟",
        "汽车 卡车 火车 地铁 摩托车 自行车 飞机",
        "米饭 面条 饺子 包子 豆腐 面包 汤",
        "国王 王后 王子 公主 皇帝 王位 王冠",
        "钢琴 吉他 小提琴 鼓 笛子 小号 乐队",
        "太阳 月亮 行星 星星 彗星 望远镜 火箭",
    ),
    end="换成你自己的文本：word2vec train book.txt -o book.vec    （更多：word2vec --help）",
)

SCRIPTS = {"en": ENGLISH, "zh": CHINESE}


def tour(language: str) -> None:
    """Train on a sample corpus, and look at what was learned."""
    script, corpus = SCRIPTS[language], DATA / f"sample.{language}.txt"
    print(script.learn.format(name=corpus.name, epochs=CONFIG.epochs))
    model = train(read_sentences(corpus), CONFIG)
    vectors = model.vectors
    losses = {"first": model.first_loss, "last": model.last_loss}
    print(script.learned.format(words=len(vectors), dim=CONFIG.dim, **losses))

    print(f"\n{script.words}")
    for word in script.neighbours:
        print(f"   {word}: " + ", ".join(other for other, _ in vectors.most_similar(word, 6)))
    for a, b in script.alike:
        print(script.pairs.format(a, b, cosine_similarity(vectors[a], vectors[b])))

    print(f"\n{script.sentences}\n")
    encoder = SentenceEncoder(vectors, tokenize=vectors.words_of)
    print_comparison(script.three, encoder, script)
    print(f"\n{script.weighted}\n")
    sif = SentenceEncoder(vectors, "sif", tokenize=vectors.words_of)
    print_comparison(script.three, sif.fit(list(read_sentences(corpus))), script)

    print(f"\n{script.search}")
    texts = [text for _, text in read_rows(DATA / f"sentences.{language}.tsv")]
    for query, lesson in script.queries:
        print(f"\n   {lesson}")
        print_search(query, texts, encoder, 3, script)
    draw_map(vectors, script, f"words.{language}.png")
    print(f"\n{script.end}")


def draw_map(vectors: WordVectors, script: Script, path: str) -> None:
    """Save the map of words; where no font can write them, say so and go on."""
    from word2vec.plotting import map_of_words  # matplotlib takes a second to load

    print()
    try:
        map_of_words(vectors, [group.split() for group in script.map]).savefig(path, dpi=150)
        print(script.picture.format(path))
    except ValueError as error:
        print(f"5. {error}")


def print_comparison(
    sentences: Sequence[str], encoder: SentenceEncoder, script: Script = ENGLISH
) -> None:
    """How alike sentences are, by angle and by distance."""
    for number, sentence in enumerate(sentences, start=1):
        print(f"   {number}  {sentence}")
    vectors = encoder.encode(sentences)
    for title, table in (
        (script.tables[0], cosine_similarity_matrix(vectors, vectors)),
        (script.tables[1], euclidean_distance_matrix(vectors, vectors)),
    ):
        print(f"\n   {title}")
        print("    " + "".join(f"{number:8}" for number in range(1, len(table) + 1)))
        for number, row in enumerate(table, start=1):
            print(f"{number:4}" + "".join(f"{value:8.3f}" for value in row))


def print_search(
    query: str, texts: Sequence[str], encoder: SentenceEncoder, k: int, script: Script = ENGLISH
) -> None:
    """What both ways to search find for a query, the one under the other."""
    index = KeywordIndex([encoder.tokenize(text) for text in texts])
    by_words = keyword_search(encoder.tokenize(query), index, k)
    by_meaning = semantic_search(encoder.encode(query), encoder.encode(texts), k)
    for title, found in ((script.by_words, by_words), (script.by_meaning, by_meaning)):
        print(title.format(query))
        for number, score in found:
            print(f"{score:10.2f}  {texts[number]}")
        if not found:
            print(f"            {script.none}")
