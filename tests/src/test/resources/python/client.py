"""A client that knows the system only by its topics and its schema registry.

  client.py produce --bootstrap B --registry R --topic prompts --id ID --text TEXT
  client.py consume --bootstrap B --registry R --topic traces --key KEY --timeout SECONDS

Both print JSON, one object a line: where the prompt went, and the first record that has the key.
"""

import argparse
import json
import sys
import time
import uuid
from datetime import datetime, timezone

from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext


def produce(options):
    registry = SchemaRegistryClient({"url": options.registry})
    schema = registry.get_latest_version(options.topic + "-value").schema
    serializer = AvroSerializer(
        registry, schema, conf={"auto.register.schemas": False, "use.latest.version": True}
    )
    prompt = {
        "promptId": options.id,
        "tenant": "python",
        "client": "interop",
        "context": options.context,
        "messages": [{"role": "user", "content": options.text}],
        "maxNewTokens": None,
        "submittedAt": datetime.now(timezone.utc),
    }
    value = serializer(prompt, SerializationContext(options.topic, MessageField.VALUE))

    reports = []
    # Java's partitioner, so that equal keys meet in one partition whoever writes them.
    producer = Producer({"bootstrap.servers": options.bootstrap, "partitioner": "murmur2_random"})
    producer.produce(
        options.topic, key=options.id, value=value, on_delivery=lambda error, message: reports.append((error, message))
    )
    producer.flush(options.timeout)
    if not reports:
        sys.exit(f"no report from the broker within {options.timeout} s")
    error, message = reports[0]
    if error is not None:
        sys.exit(f"not delivered: {error}")
    print(json.dumps({"partition": message.partition(), "offset": message.offset()}))


def consume(options):
    deserializer = AvroDeserializer(SchemaRegistryClient({"url": options.registry}))
    consumer = Consumer(
        {
            "bootstrap.servers": options.bootstrap,
            "group.id": f"python-{uuid.uuid4()}",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([options.topic])
    deadline = time.monotonic() + options.timeout
    try:
        while True:
            if time.monotonic() > deadline:
                sys.exit(f"no record with key {options.key} after {options.timeout} s")
            message = consumer.poll(0.2)
            if message is None:
                continue
            if message.error():
                sys.exit(f"cannot read: {message.error()}")
            if message.key().decode() != options.key:
                continue
            value = deserializer(message.value(), SerializationContext(options.topic, MessageField.VALUE))
            print(json.dumps({"key": message.key().decode(), "value": value}, default=str))
            return
    finally:
        consumer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, function in (("produce", produce), ("consume", consume)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--bootstrap", required=True)
        command.add_argument("--registry", required=True)
        command.add_argument("--topic", required=True)
        command.add_argument("--timeout", type=float, default=30)
        if name == "produce":
            command.add_argument("--id", required=True)
            command.add_argument("--text", required=True)
            command.add_argument("--context", default="reasoning-long")
        else:
            command.add_argument("--key", required=True)
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    main()
