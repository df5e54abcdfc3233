// The official Node clients against the embedded event store: append, read, filter, subscribe, delete.
// Usage: node trial.mjs eventstore|kurrentdb host:port. Prints "ok <client>: <what>" a line and exits 0, or throws.
// One client a process: both register their messages under the same global names.
import assert from "node:assert/strict";

const [, , which, address] = process.argv;

async function trial(name, lib, client) {
  const { jsonEvent, streamNameFilter, eventTypeFilter, excludeSystemEvents, START, END, FORWARDS, BACKWARDS, NO_STREAM } = lib;
  const ok = (what) => console.log(`ok ${name}: ${what}`);
  const stream = `node-${name}-a`, other = `other-${name}-b`;
  const at = (revision) => (name === "kurrentdb" ? { streamState: revision } : { expectedRevision: revision });
  const event = (n, type = "counted") => jsonEvent({ type, data: { n } });

  const first = [event(0), event(1)];
  const one = await client.appendToStream(stream, first, at(NO_STREAM));
  assert.equal(one.nextExpectedRevision, 1n);
  const again = await client.appendToStream(stream, first, at(NO_STREAM));
  assert.deepEqual([again.success, again.nextExpectedRevision], [true, 1n]);
  assert.deepEqual(again.position, one.position);
  ok("append, and the same append again");

  await assert.rejects(client.appendToStream(stream, event(9), at(NO_STREAM)), lib.WrongExpectedVersionError);
  await assert.rejects(client.appendToStream(stream, event(9), at(7n)), (e) => (e.actualVersion ?? e.actualState) === 1n);
  ok("a wrong revision is refused");

  await Promise.all(Array.from({ length: 20 }, (_, i) => client.appendToStream(other, event(i, "noise"))));
  await client.appendToStream(stream, [event(2), event(3, "special")], at(1n));
  ok("batches side by side");

  const read = async (events) => { const out = []; for await (const e of events) out.push(e.event); return out; };
  const forwards = await read(client.readStream(stream, { direction: FORWARDS, fromRevision: 1n }));
  assert.deepEqual(forwards.map((e) => e.data.n), [1, 2, 3]);
  const backwards = await read(client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 2 }));
  assert.deepEqual(backwards.map((e) => e.data.n), [3, 2]);
  await assert.rejects(read(client.readStream(`missing-${name}`)), lib.StreamNotFoundError);
  const all = await read(client.readAll({ direction: FORWARDS, fromPosition: START }));
  assert.equal(all.filter((e) => e.streamId === other).length, 20);
  ok("read a stream and $all, both ways");

  const collect = async (subscription, n) => {
    const out = [];
    for await (const e of subscription) { out.push(e.event); if (out.length === n) break; }
    await subscription.unsubscribe();
    return out;
  };
  const byStream = await collect(client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes: [`node-${name}`] }) }), 4);
  assert.deepEqual(byStream.map((e) => e.data.n), [0, 1, 2, 3]);
  const byType = await collect(client.subscribeToAll({ fromPosition: START, filter: eventTypeFilter({ regex: "^spec" }) }), 1);
  assert.equal(byType[0].type, "special");
  ok("filtered subscriptions to $all");

  const live = client.subscribeToStream(stream, { fromRevision: 2n });
  const arrived = collect(live, 3);
  await client.appendToStream(stream, [event(4), event(5)], at(3n));
  assert.deepEqual((await arrived).map((e) => e.data.n), [3, 4, 5]);
  const user = client.subscribeToAll({ fromPosition: END, filter: excludeSystemEvents() });
  const next = collect(user, 1);
  await new Promise((done) => user.once("confirmation", done));
  await client.appendToStream(stream, event(6), at(5n));
  assert.equal((await next)[0].data.n, 6);
  ok("subscriptions go over from history to live");

  await client.setStreamMetadata(other, { maxCount: 3 });
  assert.equal((await read(client.readStream(other))).length, 3);
  await client.deleteStream(other);
  await assert.rejects(read(client.readStream(other)), lib.StreamNotFoundError);
  await client.tombstoneStream(stream);
  await assert.rejects(read(client.readStream(stream)), lib.StreamDeletedError);
  ok("metadata, soft delete, tombstone");
}

const connection = `?tls=false&defaultDeadline=20000`;
const lib = await import(which === "kurrentdb" ? "@kurrent/kurrentdb-client" : "@eventstore/db-client");
const client = which === "kurrentdb"
  ? lib.KurrentDBClient.connectionString(`kurrentdb://${address}${connection}`)
  : lib.EventStoreDBClient.connectionString(`esdb://${address}${connection}`);
await trial(which, lib, client);
await client.dispose();
process.exit(0);
