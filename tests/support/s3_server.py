"""A server that speaks S3, in a thread of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "akten"


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server with the empty bucket ``BUCKET``."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    # What an earlier server of this process was told is remembered otherwise.
    asked = HTTPConnection(host, port, timeout=30)
    asked.request("POST", "/moto-api/reset")
    asked.getresponse().read()
    asked.close()
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="eu-central-1",
        aws_access_key_id="K",
        aws_secret_access_key="S",
    )
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    client.close()
    try:
        yield address
    finally:
        server.stop()
