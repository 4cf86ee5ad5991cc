#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Compares json/jdoc with Python's json over many random documents: repair_compare.py HELPER
[TEXTS [PAGES [SEED]]].

The first half holds texts with every fault that is repaired in place; what must come out is made by
Python alone (its own UTF-8 decoder, a regular expression for strings, its own escapes). The second
half holds items with faults no reader takes; there the broken items and nothing else must be null.
Speaks TAP.
"""

import codecs
import json
import random
import re
import subprocess
import sys

STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
HALF = re.compile("[\ud800-\udfff\0]")
PLAIN = ["a", "Z", " ", "jalan", "é", "ü", "€", "🙏", "\u0080", "\uffff", "\x7f", "/", "{", "}", "[", "]", ",", ":"]
ESCAPES = ["\\n", "\\\\", '\\"', "\\/", "\\t", "\\u00e9", "\\u0041", "\\ud83d\\ude4f", "\\uDBFF\\uDFFF", "\\ufffd"]
FAULTS = ["\\u0000", "\\ud83d", "\\uD800", "\\udfff", "\\ude4f\\ud83d", "\\\\u0000", "\\\\\\u0000", "\\ud83d\\n"]
BROKEN_BYTES = [b"\x80", b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\xbd", b"\xf0\x9f\x99", b"\xc0\x80",
                b"\xf4\x90\x80\x80", b"\0", b"\n", b"\t", b"\x1f"]


COMMAS_LAST, LEFT_OPEN = '"c":1,,', '"m":[1'


class Broken(dict):
    """An element of an array that no reader takes: a member is rendered with a fault."""


def replace_bytes(error):
    return "?" * (error.end - error.start), error.end


codecs.register_error("pantau", replace_bytes)


def repair(value):
    """What must come out of a tree that Python's json made."""
    if isinstance(value, str):
        return "s" + HALF.sub("\ufffd", value).encode().hex()
    if isinstance(value, list):
        return [repair(each) for each in value]
    if isinstance(value, dict):
        return {repair(name): repair(each) for name, each in value.items()}
    if isinstance(value, bool) or value is None:
        return value
    return f"i{value}" if isinstance(value, int) else float(value)


def expect_repaired(document):
    text = document.decode("utf-8", "pantau")
    controls = lambda match: re.sub("[\0-\x1f]", "?", match[0])
    return repair(json.loads(STRING.sub(controls, text)))


def random_string(rng, faults):
    pieces = [b'"']
    for _ in range(rng.randrange(12)):
        kind = rng.random()
        if faults and kind < 0.15:
            pieces.append(rng.choice(FAULTS).encode())
        elif faults and kind < 0.3:
            pieces.append(rng.choice(BROKEN_BYTES))
        else:
            pieces.append(rng.choice(PLAIN if kind < 0.8 else ESCAPES).encode())
    return b"".join(pieces) + b'"'


def random_blank(rng):
    return rng.choice([b"", b"", b"", b" ", b"\n  ", b"\t", b"\r\n"])


def random_number(rng):
    return rng.choice([
        str(rng.randrange(-(2**63), 2**63)), str(rng.randrange(100)), repr(rng.uniform(-1e6, 1e6)), "0", "-0.0",
        "1e300", "9223372036854775807", "-9223372036854775808", "1.5E-7"]).encode()


def random_value(rng, depth, faults):
    kind = rng.randrange(8 if depth < 6 else 5)
    if kind < 3:
        return random_string(rng, faults)
    if kind == 3:
        return random_number(rng)
    if kind == 4:
        return rng.choice([b"true", b"false", b"null"])
    return random_container(rng, depth, faults, kind == 5)


def random_container(rng, depth, faults, is_array):
    parts = []
    for number in range(rng.randrange(5)):
        # A number before the name: repair must not make two names the same.
        name = b"" if is_array else b'"%d' % number + random_string(rng, faults)[1:] + random_blank(rng) + b":"
        parts.append(random_blank(rng) + name + random_blank(rng) + random_value(rng, depth + 1, faults))
    opening, closing = (b"[", b"]") if is_array else (b"{", b"}")
    return opening + b",".join(parts) + random_blank(rng) + closing


def random_item(rng, depth):
    item = {"id": str(rng.randrange(10**9)), "text": rng.choice(["a}b", "[,", 'x"y', "\\", "🙏"])}
    if depth < 3 and rng.random() < 0.4:
        item["replies"] = [random_item(rng, depth + 1) for _ in range(rng.randrange(4))]
    if rng.random() < 0.3:
        item["from"] = {"id": "1", "tags": [1, [2], "x"]}
    return item


def break_items(rng, items):
    """Breaks some; never one inside another, so that each is one rejected item."""
    for at, item in enumerate(items):
        if rng.random() < 0.3:
            items[at] = Broken(item)
        else:
            break_items(rng, item.get("replies", []))


def break_text(rng, text):
    fault = rng.choice([
        '"n":99999999999999999999', '"n":-1e999', '"e":"}\\q{["', '"u":undefined', '"z":007', "'id':1", '"id" 1',
        '"d":1,"d":2', '"f":{"d":{"a":[],"a":0}}', '"t":tru', '"x":+1', '"y":.5', "x", '"h":"\\u00g0"', '"a":[1,,2]',
        COMMAS_LAST, LEFT_OPEN])
    if fault in (COMMAS_LAST, LEFT_OPEN) or rng.random() < 0.5:
        return text[:-1] + "," + fault + "}"
    return "{" + fault + "," + text[1:]


def comma(rng, value):
    """Now and then one too many at the end, which costs nothing."""
    return rng.choice([",", " ,\n"]) if value and rng.random() < 0.1 else ""


def render(rng, value):
    if isinstance(value, list):
        return "[" + ",".join(render(rng, each) for each in value) + comma(rng, value) + "]"
    if isinstance(value, dict):
        last = "" if isinstance(value, Broken) else comma(rng, value)
        text = "{" + ",".join(json.dumps(name) + ":" + render(rng, each) for name, each in value.items()) + last + "}"
        return break_text(rng, text) if isinstance(value, Broken) else text
    return json.dumps(value, ensure_ascii=rng.random() < 0.5)


def without_broken(value):
    if isinstance(value, Broken):
        return None
    if isinstance(value, list):
        return [without_broken(each) for each in value]
    if isinstance(value, dict):
        return {name: without_broken(each) for name, each in value.items()}
    return value


def count_broken(value):
    if isinstance(value, Broken):
        return 1
    each = value if isinstance(value, list) else value.values() if isinstance(value, dict) else []
    return sum(count_broken(part) for part in each)


def random_page(rng):
    """A page and (how many items are rejected, its tree); None when more are broken than may be."""
    page = {"data": [random_item(rng, 0) for _ in range(rng.randrange(12))], "paging": {"next": "x", "n": [{}]}}
    break_items(rng, page["data"])
    count = count_broken(page)
    return render(rng, page).encode(), (count, repair(without_broken(page))) if count <= 16 else None


def read_number(text):
    return float(text[1:]) if text.startswith("d") else text


def numbers_of(value):
    """The helper's tree with its fractions as numbers: "%.17g" and repr() are two forms of one."""
    if isinstance(value, str):
        return read_number(value)
    if isinstance(value, list):
        return [numbers_of(each) for each in value]
    if isinstance(value, dict):
        return {name: numbers_of(each) for name, each in value.items()}
    return value


def compare(answer, expected):
    if expected is None:
        return answer.startswith("!not JSON: more than 16 broken items")
    if answer.startswith("!"):
        return False
    rejected, _, tree = answer.split(" ", 2)
    return (int(rejected), numbers_of(json.loads(tree))) == expected


def run(helper, documents):
    sent = b"".join(b"%d\n" % len(document) + document for document in documents)
    done = subprocess.run([helper], input=sent, stdout=subprocess.PIPE, check=True)
    answers = done.stdout.decode().split("\n")[:-1]
    assert len(answers) == len(documents), f"{len(answers)} answers to {len(documents)} documents"
    return answers


def check(number, name, helper, cases):
    answers = run(helper, [document for document, _ in cases])
    wrong = [(case, answer) for case, answer in zip(cases, answers) if not compare(answer, case[1])]
    for (document, expected), answer in wrong[:3]:
        print(f"# {document!r}\n#   gave     {answer}\n#   expected {expected!r}")
    print(f"{'not ok' if wrong else 'ok'} {number} - {name}: {len(cases) - len(wrong)} of {len(cases)} the same")
    return not wrong


def main(helper, texts=20000, pages=5000, seed=1):
    rng = random.Random(seed)
    print("1..2")
    documents = [random_container(rng, 0, True, rng.random() < 0.5) for _ in range(texts)]
    good = check(1, "repaired texts", helper, [(each, (0, expect_repaired(each))) for each in documents])
    good &= check(2, "broken items", helper, [random_page(rng) for _ in range(pages)])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
