"""An S3-compatible server that handles one request at a time: its conditional writes are then as atomic as those of S3.

usage: s3_server.py PORT [BUCKET PREFIX COUNT], with which it begins with a bucket of COUNT objects of one byte, PREFIX and twelve digits from 0 on
"""

import io
import sys
import threading

from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, run_simple

application = DomainDispatcherApplication(create_backend_app)
one_at_a_time = threading.Lock()


def serve(environ, start_response):
    # A body that comes slowly keeps nobody waiting.
    environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    with one_at_a_time:
        answer = application(environ, start_response)
        return [b"".join(answer)]


if len(sys.argv) > 2:
    bucket, prefix, count = sys.argv[2:]
    s3 = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    s3.create_bucket(bucket, "us-east-1")
    for number in range(int(count)):
        s3.put_object(bucket, f"{prefix}{number:012}", b"x")

WSGIRequestHandler.protocol_version = "HTTP/1.1"
run_simple("127.0.0.1", int(sys.argv[1]), serve, threaded=True)
