"""Asks AWS: a list of [service, operation, arguments] in the first argument, their answers in a list on standard output.

An answer is {"answer": …}, all pages of it, or {"refused": "what AWS said"}. Bytes are {"$base64": "…"}.
"""

import base64
import json
import sys

import boto3
import botocore.exceptions

clients = {}


def decoded(value):
    return base64.b64decode(value["$base64"]) if value.keys() == {"$base64"} else value


def ask(service, operation, arguments):
    client = clients.setdefault(service, boto3.client(service))
    try:
        if client.can_paginate(operation):
            answer = client.get_paginator(operation).paginate(**arguments).build_full_result()
        else:
            answer = getattr(client, operation)(**arguments)
    except botocore.exceptions.ClientError as error:
        return {"refused": str(error)}
    return {"answer": answer}


calls = json.loads(sys.argv[1], object_hook=decoded)
json.dump([ask(*call) for call in calls], sys.stdout, default=str)
