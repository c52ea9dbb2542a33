#!/usr/bin/env python3
"""Fine-tunes multilingual E5 small on reviews with stars, and writes what it says of texts, for the compact model to learn from.

    python3 teach.py --source DIR --until 2018-03-01 --lessons-until 2018-07-01 --lessons lessons.jsonl --model teacher

Two teachers learn: one from reviews alone, the other from the made sentences of the library as well, which show it what turns a
sentence round. Reviews and titles are judged by both, and the mean counts; texts made from them by one each.

--until is the first day of purchases whose reviews the teacher does not learn from, --lessons-until that of those it is not
asked about. The model's folder can be opened by SentimentModel.open, too; its texts then begin with "query: ",
and emoji are words.
"""

import argparse
import copy
import json
import os
import random
import time

import torch
from torch import nn
from torch.nn import functional

import encoder as encoders
import reviews

PREFIX = "query: "
LONGEST = 96  # pieces of a text that count
STARS = 5
TEMPLATES = 6000
TEMPLATE_WEIGHT = 0.5
RESOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../lakehouse-ai/src/main/resources/dev/lakehouse4j/ai/sentiment")
LABELS = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]


class Teacher(nn.Module):
    """Ids and mask [texts, places] to logits [texts, 6]: positive against negative, then 1 to 5 stars."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.output = nn.Linear(encoder.norm.normalized_shape[0], 1 + STARS)
        nn.init.normal_(self.output.weight, 0, 0.02)

    def forward(self, ids, mask):
        return self.output(functional.dropout(self.encoder(ids, mask), 0.1, self.training))


class Classifier(nn.Module):
    """What is stored: stars alone, as other classifiers of the Hugging Face format."""

    def __init__(self, teacher):
        super().__init__()
        self.teacher = teacher

    def forward(self, ids, mask):
        return self.teacher(ids, mask)[:, 1:]


def batches(encoded, rows, size, chance=None):
    """Texts of about one length together."""
    rows = list(rows)
    if chance:
        chance.shuffle(rows)
    window = size * 40 if chance else len(rows)
    parts = []
    for start in range(0, len(rows), window):
        part = sorted(rows[start : start + window], key=lambda row: len(encoded[row]))
        parts += [part[i : i + size] for i in range(0, len(part), size)]
    if chance:
        chance.shuffle(parts)
    return parts


def tensors(encoded, rows):
    longest = max(len(encoded[row]) for row in rows)
    ids = torch.ones(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for place, row in enumerate(rows):
        ids[place, : len(encoded[row])] = torch.tensor(encoded[row])
        mask[place, : len(encoded[row])] = 1
    return ids, mask


def learn(teacher, encoded, stars, weights, epochs, rate, size=32, frozen=3):
    """AdamW with a linear rise and fall; the words and the lowest layers stay as they are."""
    for module in [teacher.encoder.words, teacher.encoder.places, teacher.encoder.norm, *teacher.encoder.layers[:frozen]]:
        module.requires_grad_(False)
    inner = [p for layer in teacher.encoder.layers[frozen:] for p in layer.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": inner, "top": rate}, {"params": list(teacher.output.parameters()), "top": 1e-3}], lr=rate, weight_decay=0.01
    )
    stars, weights = torch.tensor(stars), torch.tensor(weights)
    positive, decided = (stars > 3).float(), (stars != 3).float()
    chance, step, start = random.Random(0), 0, time.time()
    steps = epochs * -(-len(encoded) // size)
    teacher.train()
    for _ in range(epochs):
        for rows in batches(encoded, range(len(encoded)), size, chance):
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * min(1, step / 150) * (1 - step / steps)
            with torch.autocast("cpu", torch.bfloat16):
                logits = teacher(*tensors(encoded, rows))
            logits = logits.float()
            binary = functional.binary_cross_entropy_with_logits(logits[:, 0], positive[rows], reduction="none")
            ordinal = functional.cross_entropy(logits[:, 1:], stars[rows] - 1, reduction="none")
            loss = ((binary * decided[rows] + 0.5 * ordinal) * weights[rows]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(inner, 1.0)
            optimizer.step()
            step += 1
            if step % 50 == 0:
                left = (time.time() - start) / step * (steps - step) / 60
                print(f"learned {step} of {steps} batches, loss {loss.item():.3f}, {left:.0f} minutes left", flush=True)


def say(teacher, encoded):
    """Probability of positive [texts] and of more than 1, 2, 3, 4 stars [texts, 4]."""
    teacher.eval()
    logits = torch.zeros(len(encoded), 1 + STARS)
    parts = batches(encoded, range(len(encoded)), 64)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for number, rows in enumerate(parts):
            logits[rows] = teacher(*tensors(encoded, rows)).float()
            if number % 200 == 0:
                print(f"asked {number} of {len(parts)} batches", flush=True)
    stars = logits[:, 1:].softmax(1)
    more = stars.flip(1).cumsum(1).flip(1)[:, 1:]
    return torch.sigmoid(logits[:, 0]), more


def store(teacher, tokenizer, folder):
    os.makedirs(folder, exist_ok=True)
    tokenizer.save(os.path.join(folder, "tokenizer.json"))
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump({"model_type": "e5", "id2label": dict(enumerate(LABELS)), "max_position_embeddings": LONGEST}, file)
    ids = torch.tensor([[0, 39, 905, 12, 742, 2]])
    traced = torch.jit.trace(Classifier(teacher).eval(), (ids, torch.ones_like(ids)), check_trace=False)
    traced.save(os.path.join(folder, "model.pt"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--source", required=True, help="folder with the CSV files of orders and reviews")
    arguments.add_argument("--until", required=True, help="first day that the teacher does not learn from")
    arguments.add_argument("--lessons-until", help="first day that it is not asked about (default: --until)")
    arguments.add_argument("--lessons", required=True, help="file to write, JSON lines")
    arguments.add_argument("--model", help="folder for the second teacher itself")
    arguments.add_argument("--made", type=int, default=100000, help="number of texts to make for each teacher (default: 100000)")
    arguments.add_argument("--epochs", type=int, default=2)
    given = arguments.parse_args()
    asked = given.lessons_until or given.until
    if asked < given.until:
        arguments.error("--lessons-until must not come before --until")
    torch.manual_seed(0)
    torch.set_flush_denormal(True)

    encoder, tokenizer = encoders.load()
    tokenizer.enable_truncation(LONGEST)
    emoji_named = reviews.emoji_named(RESOURCES)

    def encode(texts):
        return [each.ids for each in tokenizer.encode_batch([PREFIX + emoji_named(text) for text in texts])]

    messages, _ = reviews.read(given.source, given.until)
    pupils = [(text, stars, 1.0) for _, text, stars in messages]
    templates = [(text, stars, TEMPLATE_WEIGHT) for text, stars in reviews.templates(RESOURCES, TEMPLATES)]
    messages, titles = reviews.read(given.source, asked)
    written = [(moment, text) for moment, text, _ in messages] + titles
    moments, said = {}, {}
    for number, learned in enumerate([pupils, pupils + templates]):
        print(f"teacher {number + 1} learns from {len(learned)} texts, reviews of purchases before {given.until}", flush=True)
        teacher = Teacher(copy.deepcopy(encoder))
        learn(teacher, encode([text for text, _, _ in learned]), *zip(*((s, w) for _, s, w in learned)), given.epochs, 1e-4)
        if given.model and learned is not pupils:
            store(teacher, tokenizer, given.model)
        oldest = {}
        for moment, text in written + reviews.made(written, given.made, seed=number + 1):
            oldest.setdefault(text, moment)
        for text, p, m in zip(oldest, *(each.tolist() for each in say(teacher, encode(list(oldest))))):
            moments[text] = min(oldest[text], moments.get(text, oldest[text]))
            said.setdefault(text, []).append([p, *m])
    with open(given.lessons, "w", encoding="utf-8") as file:
        for text, words in said.items():
            positive, *more = (round(sum(each) / len(words), 4) for each in zip(*words))
            line = {"text": text, "moment": moments[text].replace(" ", "T"), "positive": positive, "moreStars": more}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"{len(said)} lessons are in {given.lessons}")


if __name__ == "__main__":
    main()
