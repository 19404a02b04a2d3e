"""Moto, answering one request after the other.

With threads its DynamoDB checks a condition and writes in two steps, and another request may write in between, which DynamoDB excludes.
"""

import sys

from moto import server

run_with_threads = server.run_simple
server.run_simple = lambda *arguments, **options: run_with_threads(*arguments, **{**options, "threaded": False})
server.main(sys.argv[1:])
