"""Reviews from the folder of CSV files, and texts made from them that nobody wrote."""

import csv
import os
import random
import re

LONGEST_FRAGMENT = 14
LONGEST_TEXT = 300
LINKS = [". ", ", ", " ", "! ", " mas ", " e ", " porém ", ", mas "]
SIGNS = ["não", "nao", "nem", "muito", "pouco", "nada", "super", "sem", "nunca", "mal", "mais", "bem", "ainda não", "quase"]
TURNS = {"não", "nao", "nem", "nunca", "muito", "mas", "pouco", "nada", "sem"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEMPLATE_STARS = {"pos": 5, "neu": 3, "neg": 1}


def read(folder, until):
    """Messages (moment of purchase, text, stars) and titles (moment, text) of orders bought before a day; sorted."""

    def rows(name):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    bought = {row["order_id"]: row["order_purchase_timestamp"] for row in rows("olist_orders_dataset.csv")}
    messages, titles = [], []
    for row in rows("olist_order_reviews_dataset.csv"):
        moment = bought.get(row["order_id"], "9")
        if moment < until:
            message, title = (" ".join(row[name].split()) for name in ("review_comment_message", "review_comment_title"))
            if message:
                messages.append((moment, message, int(row["review_score"])))
            if title:
                titles.append((moment, title))
    return sorted(messages), sorted(titles)


def _lines(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def templates(folder, count, seed=7):
    """Distinct sentences (text, stars) made from the patterns and word lists of the library."""
    words = {name: choices.split("|") for name, choices in (line.split(" = ", 1) for line in _lines(folder, "template-words.txt"))}
    patterns = [line.split("\t", 1) for line in _lines(folder, "template-patterns.tsv")]
    chance, stars = random.Random(seed), {}
    for i in range(20 * count):
        label, pattern = patterns[i % len(patterns)]
        stars.setdefault(re.sub(r"\{(\w+)\}", lambda place: chance.choice(words[place.group(1)]), pattern), TEMPLATE_STARS[label])
        if len(stars) == count:
            break
    return list(stars.items())


def emoji_named(folder):
    """A function that puts Portuguese words in the place of emoji, as the library does: few encoders know emoji."""
    names = dict(line.split("\t", 1) for line in _lines(folder, "emoji.tsv"))
    emoji = re.compile("|".join(re.escape(each) for each in sorted(names, key=len, reverse=True)))
    return lambda text: " ".join(emoji.sub(lambda found: f" {names[found.group()]} ", text).split())


def made(written, count, seed=1):
    """Distinct (moment, text): parts of texts, several together, with words left out, put in, or misspelled.

    The moment is the newest of those of the texts that it is made of.
    """
    chance = random.Random(seed)
    fragments = []
    for moment, text in written:
        for part in re.split(r"[.!?;\n\r]+|,| mas | porem | porém | e ", text):
            part = part.strip(" -:\"'")
            if 1 <= len(part.split()) <= LONGEST_FRAGMENT and re.search("[a-zA-Z]", part):
                fragments.append((moment, part))
    seen = {text.lower() for _, text in written}
    texts = []
    for _ in range(20 * count):
        if len(texts) == count:
            break
        kind = chance.random()
        if kind < 0.20:
            moment, text = chance.choice(fragments)
        elif kind < 0.40:
            parts = [chance.choice(fragments) for _ in range(chance.choice([2, 2, 3]))]
            moment, text = max(m for m, _ in parts), chance.choice(LINKS).join(t for _, t in parts)
        elif kind < 0.85:
            moment, text = chance.choice(fragments if chance.random() < 0.6 else written)
            text = _changed(text[:200], chance)
        else:
            moment, text = chance.choice(written)
            words = text.split()
            first = chance.randrange(max(1, len(words) - 3))
            text = " ".join(words[first : first + chance.randrange(4, 30)])
        text = text.strip()
        if 2 <= len(text) <= LONGEST_TEXT and text.lower() not in seen:
            seen.add(text.lower())
            texts.append((moment, text))
    return texts


def _changed(text, chance):
    words = text.split()
    kind = chance.random()
    if kind < 0.3:
        return " ".join(word for word in words if chance.random() > 0.15)
    if kind >= 0.75:
        share = chance.choice([0.2, 0.4, 0.7])
        words = [_misspelled(word, chance) if chance.random() < share else word for word in words]
        return " ".join(_misspelled(word, chance) if chance.random() < share / 4 else word for word in words)
    for _ in range(chance.choice([1, 1, 2])):
        turns = [place for place, word in enumerate(words) if word.lower() in TURNS]
        if turns and len(words) > 2 and chance.random() < 0.3:
            del words[chance.choice(turns)]
        else:
            words.insert(chance.randrange(len(words) + 1), chance.choice(SIGNS))
    return " ".join(words)


def _misspelled(word, chance):
    if len(word) < 4:
        return word
    place = chance.randrange(len(word) - 1)
    return chance.choice(
        [
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice(LETTERS) + word[place + 1 :],
        ]
    )
