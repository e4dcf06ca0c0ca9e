"""Recomputes the signature of presigned addresses: reads [{method, url, access, secret}] and prints for each whether botocore signs it so."""

import json
import sys
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def is_signed(method, url, access, secret):
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    given = query.pop("X-Amz-Signature")
    _, _, region, service, _ = query["X-Amz-Credential"].split("/")
    auth = S3SigV4QueryAuth(Credentials(access, secret), service, region, expires=int(query["X-Amz-Expires"]))
    bare = urlencode({name: value for name, value in query.items() if not name.startswith("X-Amz-") or name == "X-Amz-Content-Sha256"})
    request = AWSRequest(method=method, url=urlunsplit(parts._replace(query=bare)))
    request.context["timestamp"] = query["X-Amz-Date"]
    request.context["signing"] = {"signature_version": "s3v4-query", "region": region}
    auth._modify_request_before_signing(request)
    canonical = auth.canonical_request(request)
    return auth.signature(auth.string_to_sign(request, canonical), request) == given


print(json.dumps([is_signed(one["method"], one["url"], one["access"], one["secret"]) for one in json.load(sys.stdin)]))
