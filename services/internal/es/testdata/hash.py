"""Recomputes the hashes of events from what any client of the event store shows. Usage: hash.py vectors.json"""
import base64, hashlib, json, sys, uuid


def event_hash(stream, revision, event_id, event_type, data, metadata):
    h = hashlib.sha256(b"anjie event v1\n")
    fields = (stream.encode(), revision.to_bytes(8, "big"), uuid.UUID(event_id).bytes, event_type.encode(), data, metadata)
    for field in fields:
        h.update(len(field).to_bytes(8, "big") + field)
    return "sha256:" + h.hexdigest()


vectors = json.load(open(sys.argv[1], encoding="utf-8"))
for n, v in enumerate(vectors):
    got = event_hash(v["stream"], v["revision"], v["id"], v["type"], base64.b64decode(v["data"]), base64.b64decode(v["metadata"]))
    if got != v["hash"]:
        sys.exit(f"vector {n} hashes to {got}, want {v['hash']}")
print(f"{len(vectors)} hashes agree")
