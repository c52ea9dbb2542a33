"""A lake in an object store: moto's S3 server on localhost, and what ObjectStoreTest does with it.

usage: object_store.py COMMAND...

Starts the server and runs COMMAND with its address in LAKEHOUSE_S3, which the test reads. One address behaves as S3 does. A second one
drops the condition If-None-Match, as stores do that do not know it. Keys that begin with EXPIRED are answered as S3 answers an
expired token; a key becomes one by a request to /revoke/KEY on the third address.

Requests are handled one at a time: moto looks for the object and puts it in two steps, which S3 does in one.
"""

import os
import re
import subprocess
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

EXPIRED = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><RequestId>1</RequestId></Error>"""

backend = DomainDispatcherApplication(create_backend_app)
one_at_a_time = threading.Lock()
revoked = set()


def s3(environment, start_response):
    key = re.search(r"Credential=([^/]+)/", environment.get("HTTP_AUTHORIZATION", ""))
    if key and (key.group(1).startswith("EXPIRED") or key.group(1) in revoked):
        environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
        start_response("400 Bad Request", [("Content-Type", "application/xml"), ("Content-Length", str(len(EXPIRED)))])
        return [b"" if environment["REQUEST_METHOD"] == "HEAD" else EXPIRED]
    with one_at_a_time:
        return list(backend(environment, start_response))


def without_conditions(environment, start_response):
    environment.pop("HTTP_IF_NONE_MATCH", None)
    return s3(environment, start_response)


def control(environment, start_response):
    revoked.add(environment["PATH_INFO"].rpartition("/")[2])
    start_response("204 No Content", [])
    return []


def serve(application):
    server = make_server("127.0.0.1", 0, application, threaded=True)
    server.log_startup = lambda: None
    server.RequestHandlerClass.log_request = lambda *arguments: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def main():
    addresses = [serve(application) for application in (s3, without_conditions, control)]
    # Nothing of whoever runs this may stand in for the keys of the test.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment["LAKEHOUSE_S3"] = " ".join(addresses)
    raise SystemExit(subprocess.run(sys.argv[1:], env=environment).returncode)


if __name__ == "__main__":
    main()
