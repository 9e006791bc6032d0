// What the npm client @eventstore/db-client asks of a node, and must get. The log
// has the streams a, b and c, filled in turn, 40 events each. Each line that is
// printed is a check that held.
import assert from "node:assert/strict";
import {
  AccessDeniedError, ANY, BACKWARDS, END, EventStoreDBClient, NO_STREAM, START, STREAM_EXISTS,
  StreamNotFoundError, WrongExpectedVersionError, eventTypeFilter, jsonEvent, streamNameFilter,
} from "@eventstore/db-client";

const rounds = 40;
const log = Array.from({ length: 3 * rounds }, (_, i) => `${"abc"[i % 3]}/${Math.floor(i / 3)}`);
const client = EventStoreDBClient.connectionString(process.env.TAIZHANG_NODE);
const readOnly = EventStoreDBClient.connectionString(process.env.TAIZHANG_READONLY_NODE);

const name = ({ event }) => `${event.streamId}/${event.revision}`;

/** The names of what a read gives, or of the first that a subscription gives, which ends then. */
async function names(events, count = Infinity) {
  const got = [];
  for await (const resolved of events) {
    got.push(name(resolved));
    if (got.length === count) break;
  }
  return got;
}

const checks = {
  async "reads $all forwards"() {
    assert.deepEqual(await names(client.readAll({ maxCount: 1000 })), log);
  },
  async "reads $all backwards"() {
    assert.deepEqual(await names(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 5 })), log.slice(-5).reverse());
  },
  async "reads a stream"() {
    const events = [];
    for await (const { event } of client.readStream("b", { fromRevision: 7n, maxCount: 2 })) events.push(event);
    assert.deepEqual(events.map((e) => e.revision), [7n, 8n]);
    assert.deepEqual(events[0].data, { name: "b/7" });
    assert.deepEqual(events[0].metadata, { of: "b/7" });
    assert.equal(events[0].type, "Tested");
    assert.ok(events[0].created instanceof Date);
  },
  async "reads a stream backwards"() {
    assert.deepEqual(await names(client.readStream("c", { direction: BACKWARDS, fromRevision: END, maxCount: 3 })), ["c/39", "c/38", "c/37"]);
  },
  async "misses a stream"() {
    await assert.rejects(names(client.readStream("never")), StreamNotFoundError);
  },
  async "resumes $all where it stopped"() {
    const first = client.subscribeToAll({ fromPosition: START });
    const before = [];
    let position;
    for await (const resolved of first) {
      before.push(name(resolved));
      position = resolved.event.position;
      if (before.length === 50) break;
    }
    const rest = await names(client.subscribeToAll({ fromPosition: position }), log.length - 50);
    assert.deepEqual([...before, ...rest], log);
  },
  async "resumes a stream where it stopped"() {
    assert.deepEqual(await names(client.subscribeToStream("a", { fromRevision: 36n }), 3), ["a/37", "a/38", "a/39"]);
  },
  async "filters, with checkpoints to resume from"() {
    const checkpoints = [];
    const subscription = client.subscribeToAll({
      fromPosition: START,
      filter: streamNameFilter({
        prefixes: ["b"], maxSearchWindow: 10, checkpointInterval: 1,
        checkpointReached: (_, position) => checkpoints.push(position),
      }),
    });
    const got = [];
    await new Promise((resolve) => subscription.on("caughtUp", resolve).on("data", (e) => got.push(name(e))));
    await subscription.unsubscribe();
    assert.deepEqual(got, log.filter((n) => n[0] === "b"));
    assert.equal(checkpoints.length, 12);
    const resumed = client.subscribeToAll({ fromPosition: checkpoints[5], filter: streamNameFilter({ prefixes: ["b"] }) });
    assert.deepEqual(await names(resumed, 2), ["b/20", "b/21"]);
  },
  async "filters by type with an expression"() {
    const none = client.subscribeToAll({ fromPosition: START, filter: eventTypeFilter({ regex: "^Other" }) });
    await new Promise((resolve) => none.on("caughtUp", resolve).on("data", (e) => assert.fail(name(e))));
    await none.unsubscribe();
  },
  async "appends in batches, and follows live"() {
    const subscription = client.subscribeToStream("npm", { fromRevision: START });
    const caughtUp = new Promise((resolve) => subscription.on("caughtUp", resolve));
    const live = names(subscription, 4);
    await caughtUp;
    const events = [1, 2, 3].map((n) => jsonEvent({ type: "Appended", data: { n } }));
    const result = await client.appendToStream("npm", events, { expectedRevision: NO_STREAM });
    assert.deepEqual([result.success, result.nextExpectedRevision], [true, 2n]);
    const again = await client.appendToStream("npm", events, { expectedRevision: NO_STREAM });
    assert.equal(again.nextExpectedRevision, 2n);
    assert.equal(again.position.commit, result.position.commit);
    await client.appendToStream("npm", jsonEvent({ type: "Appended", data: {} }), { expectedRevision: 2n });
    assert.deepEqual(await live, ["npm/0", "npm/1", "npm/2", "npm/3"]);
  },
  async "is told of conflicts"() {
    const event = () => jsonEvent({ type: "Appended", data: {} });
    await assert.rejects(client.appendToStream("a", event(), { expectedRevision: 7n }), (error) => {
      assert.ok(error instanceof WrongExpectedVersionError);
      assert.equal(error.actualVersion, 39n);
      return true;
    });
    await assert.rejects(client.appendToStream("nowhere", event(), { expectedRevision: STREAM_EXISTS }), WrongExpectedVersionError);
    assert.equal((await client.appendToStream("any", event(), { expectedRevision: ANY })).nextExpectedRevision, 0n);
  },
  async "may not delete"() {
    await assert.rejects(client.deleteStream("a"), AccessDeniedError);
    await assert.rejects(client.tombstoneStream("a"), AccessDeniedError);
  },
  async "may not append to a ledger that is served to read"() {
    await assert.rejects(readOnly.appendToStream("a", jsonEvent({ type: "Forged", data: {} })), AccessDeniedError);
    assert.equal((await names(readOnly.readStream("a"))).length, rounds);
  },
};

for (const [what, check] of Object.entries(checks)) {
  await check();
  console.log(what);
}
await Promise.all([client.dispose(), readOnly.dispose()]);
process.exit(0);
