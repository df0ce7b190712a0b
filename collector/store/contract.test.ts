import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord, SignedRecord } from '../../protocol/audit-record.ts';
import { recordHash } from '../../protocol/chain.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { readTile, TILE_WIDTH } from '../../protocol/merkle/tile.ts';
import { askFor, testChain, testRecord } from '../../test/support/collector.ts';
import { definedRoot, hex, nodesOf, sha256 } from '../../test/support/merkle.ts';
import { passSignatures } from '../../test/support/pass-signatures.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { ALL_RECORDS, keepsToRetention } from '../../test/support/retention-contract.ts';
import { keepsToReviewRetention } from '../../test/support/review-retention-contract.ts';
import { judgedRecords } from '../dry-run/judged-records.ts';
import { NOT_VOUCHED } from '../identity/caller.ts';
import type { AgentStanding } from './agent-standing.ts';
import type { ApprovalRow, Transition } from './approvals.ts';
import { entryHash } from './leaf.ts';
import type { PassRow } from './passes.ts';
import { openPostgresStore } from './postgres/open.ts';
import type { RecordFilter } from './record-filter.ts';
import type { Accepted, KnownChain } from './records.ts';
import type { Findable } from './search.ts';
import type { VouchedRecord } from './signatures.ts';
import { openSqliteStore } from './sqlite/open.ts';
import type { Store } from './store.ts';
import type { TokenRow } from './tokens.ts';

/** What every store keeps to, whatever database is behind it. */
interface Place {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

const PLACES: readonly (readonly [string, () => Promise<Place>])[] = [
  [
    'SQLite',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'countersign-store-'));
      return {
        open: async () => openSqliteStore(directory),
        remove: () => rm(directory, { recursive: true, force: true }),
      };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const server = await startPostgres();
      const settings = await server.database();
      // The second one comes by its socket.
      const hosts = [settings.host, server.socketFolder];
      return {
        open: () => openPostgresStore({ ...settings, host: hosts.shift() ?? settings.host }),
        remove: () => server.close(),
      };
    },
  ],
];

const HASH = 'a'.repeat(64);
const NO_STANDING: AgentStanding = { version: null, policy: null };
const NOTHING_FOUND: Findable = { facets: [], words: '', tallies: [], standing: NO_STANDING };

let names = 0;

/** A name that no other test has used. */
function fresh(): string {
  names += 1;
  return `name-${names}`;
}

function tokenRow(change: Partial<TokenRow> = {}): TokenRow {
  const name = fresh();
  const hash = sha256(Buffer.from(name));
  return {
    name,
    role: 'agent',
    subject: name,
    groups: ['a', 'b'],
    hash,
    expiresAt: null,
    vouched: NOT_VOUCHED,
    ...change,
  };
}

function hashOf({ record }: SignedRecord): string {
  return recordHash(record, (text) => hex(sha256(Buffer.from(text))));
}

function textOf(record: AuditRecord | null): string {
  const text = record?.detail['text'];
  return typeof text === 'string' ? text : '';
}

const RECEIVED_AT = Date.parse('2026-11-21T08:00:00.000Z');

function accepting(records: readonly SignedRecord[], change: Partial<Accepted> = {}): Accepted {
  return { receivedAt: RECEIVED_AT, records: records.map(testRecord), findings: [], oddities: [], ...change };
}

const ALL: RecordFilter = { ...ALL_RECORDS, limit: 10_000 };

describe.each(PLACES)('in %s', (_name, place) => {
  let at: Place;
  let store: Store;
  /** Another process on the same database. */
  let other: Store;

  beforeAll(async () => {
    at = await place();
    store = await at.open();
    other = await at.open();
  });

  afterAll(async () => {
    await store.close();
    await other.close();
    await at.remove();
  });

  async function enrolled() {
    const token = tokenRow();
    await store.tokens.put(token);
    const chain = testChain();
    const agent = { id: chain.id, token: token.name, publicKey: Buffer.from(chain.publicKey, 'base64') };
    expect(await store.agents.pin(agent, 1)).toBe(true);
    return { chain, agent };
  }

  const append = (into: Store, agent: string, records: readonly SignedRecord[]) =>
    into.records.append({ agent, seqs: [], decide: () => accepting(records) });

  describe('retention', () => {
    keepsToRetention({ stores: () => [store, other], enrolled: async () => (await enrolled()).chain });
  });

  describe('what reviewers were shown', () => {
    keepsToReviewRetention({ stores: () => [store, other], enrolled: async () => (await enrolled()).chain });
  });

  describe('tokens', () => {
    test('are found by their hash alone, and replaced by their name', async () => {
      const token = tokenRow({ expiresAt: 5 });
      await store.tokens.put(token);
      expect(await other.tokens.withHash(token.hash)).toMatchObject({ ...token, hash: expect.anything() });
      const later = { ...token, hash: sha256(Buffer.from('another')), groups: [] };
      await other.tokens.put(later);
      expect(await store.tokens.withHash(token.hash)).toBeNull();
      expect((await store.tokens.all()).filter(({ name }) => name === token.name)).toMatchObject([
        { groups: [], expiresAt: 5 },
      ]);
    });

    test('end when they are told to, never later than they would have, and are purged unless an agent has them', async () => {
      const [kept, unused, lasting] = [5, 5, null].map((expiresAt) => tokenRow({ expiresAt }));
      for (const token of [kept, unused, lasting]) await store.tokens.put(token as TokenRow);
      const { name = '' } = kept ?? {};
      await store.tokens.expire(name, 9);
      await store.agents.pin({ id: testChain().id, token: name, publicKey: new Uint8Array(1) }, 1);
      await other.tokens.expire(unused?.name ?? '', 3);
      const endsOf = async () =>
        (await store.tokens.all())
          .filter((each) => [kept, unused, lasting].some((mine) => mine?.name === each.name))
          .map(({ expiresAt }) => String(expiresAt))
          .sort((one, two) => one.localeCompare(two));
      expect(await endsOf()).toEqual(['3', '5', 'null']);
      await store.tokens.purge(3);
      expect(await endsOf()).toEqual(['3', '5', 'null']);
      await store.tokens.purge(10);
      expect(await endsOf()).toEqual(['5', 'null']);
    });

    test('of two put at once for one person the second is decided upon with the first', async () => {
      const subject = fresh();
      const putOne = (into: Store) =>
        into.tokens.putAgent(subject, (own) => {
          if (own.length > 0) throw new RangeError('one is enough');
          return tokenRow({ subject });
        });
      const results = await Promise.allSettled([putOne(store), putOne(other)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  test('what is revoked stays so until it is lifted, once, and each change is a new version', async () => {
    const before = await store.revocations.version();
    const target = fresh();
    const revocation = { kind: 'subject', target, reason: 'left', by: 'admin', at: 7 } as const;
    const added = await store.revocations.add(revocation, 1000);
    expect(added).toMatchObject(revocation);
    expect(await other.revocations.add({ ...revocation, reason: 'again' }, 1000)).toEqual(added);
    expect(await other.revocations.version()).toBe(before + 1);
    expect(await other.revocations.active()).toContainEqual(added);
    expect(await other.revocations.add({ ...revocation, target: fresh() }, 1)).toBeNull();
    expect(await other.revocations.lift(added?.id ?? 0, 'admin', 8)).toBe(true);
    expect(await store.revocations.lift(added?.id ?? 0, 'admin', 9)).toBe(false);
    expect(await store.revocations.active()).not.toContainEqual(added);
    expect(await store.revocations.version()).toBe(before + 2);
    expect(await store.revocations.add(revocation, 1000)).not.toMatchObject({ id: added?.id });
  });

  test('a key is pinned to one token and a token to one key, and again to the same', async () => {
    const { agent } = await enrolled();
    const token = tokenRow();
    await store.tokens.put(token);
    expect(await other.agents.pin(agent, 2)).toBe(true);
    expect(await other.agents.pin({ ...agent, token: token.name }, 2)).toBe(false);
    expect(await other.agents.pin({ ...agent, id: testChain().id }, 2)).toBe(false);
    expect(await store.agents.ofToken(token.name)).toBeNull();
    expect(await store.agents.ofToken(agent.token)).toMatchObject({ id: agent.id });
    const listed = (await store.agents.list(1000)).find((each) => each.agent === agent.id);
    expect(listed).toMatchObject({ subject: agent.token, seq: 0, lastEvent: null });
    expect(await store.agents.count()).toBe((await store.agents.list(1000)).length);
  });

  describe('a key whose token is another one', () => {
    const NOW = 10;
    const SERVICE = { ...NOT_VOUCHED, kind: 'service' } as const;
    const PIPELINE = { ...NOT_VOUCHED, kind: 'pipeline' } as const;

    async function succession(had: Partial<TokenRow>, has: Partial<TokenRow>) {
      const subject = fresh();
      const [before, after] = [had, has].map((change) => tokenRow({ subject, expiresAt: 99, ...change }));
      if (before === undefined || after === undefined) throw new RangeError('two tokens');
      for (const token of [before, after]) await store.tokens.put(token);
      const chain = testChain();
      const agent = { id: chain.id, publicKey: Buffer.from(chain.publicKey, 'base64') };
      expect(await store.agents.pin({ ...agent, token: before.name }, 1)).toBe(true);
      const isTaken = await other.agents.pin({ ...agent, token: after.name }, NOW);
      const ended = (await store.tokens.withHash(before.hash))?.expiresAt;
      return { isTaken, ended, before, after, agent, holder: await store.agents.ofToken(after.name) };
    }

    test.each([
      ['which the same person got while the one before was good', {}, {}],
      ['which the same person got after the one before had ended', { expiresAt: 5 }, {}],
      ['which the same service account got', { vouched: SERVICE }, { vouched: SERVICE }],
    ])('%s, goes on with it, and the one before ends', async (_name, had, has) => {
      const { isTaken, ended, before, agent, holder } = await succession(had, has);
      expect([isTaken, holder?.id]).toEqual([true, agent.id]);
      expect(ended).toBe(Math.min(before.expiresAt ?? NOW, NOW));
      expect(await store.agents.ofToken(before.name)).toBeNull();
      expect(await store.agents.pin({ ...agent, token: before.name }, NOW)).toBe(false);
    });

    test.each([
      ["is another person's", {}, { subject: 'mallory' }],
      ['has ended', {}, { expiresAt: NOW }],
      ['is of this machine alone', {}, { expiresAt: null }],
      ['comes after one of this machine alone', { expiresAt: null }, {}],
      ["is a service account's of the same name", {}, { vouched: SERVICE }],
      ["is another job's of the same pipeline", { vouched: PIPELINE }, { vouched: PIPELINE }],
    ])('stays where it is when that %s', async (_name, had, has) => {
      const { isTaken, ended, before, agent, holder } = await succession(had, has);
      expect([isTaken, holder, ended]).toEqual([false, null, before.expiresAt]);
      expect(await store.agents.ofToken(before.name)).toMatchObject({ id: agent.id });
    });

    test('stays where it is when that has an agent of its own', async () => {
      const { before, after, agent } = await succession({}, { subject: 'mallory' });
      const own = testChain();
      await store.agents.pin({ id: own.id, token: after.name, publicKey: agent.publicKey }, NOW);
      await store.tokens.put({ ...after, subject: before.subject });
      expect(await store.agents.pin({ ...agent, token: after.name }, NOW)).toBe(false);
      expect(await store.agents.ofToken(before.name)).toMatchObject({ id: agent.id });
    });
  });

  describe('records', () => {
    test('are stored with their leaves, and a decision sees what is stored', async () => {
      const { chain } = await enrolled();
      const records = chain.grow(3);
      const { stored } = await append(store, chain.id, records);
      expect(stored.map(({ record }) => record.seq)).toEqual([1, 2, 3]);
      let seen: KnownChain | null = null;
      await other.records.append({
        agent: chain.id,
        seqs: [2, 9],
        decide: (known) => {
          seen = {
            head: known.head,
            hashAt: (
              (two) => () =>
                two
            )(known.hashAt(2)),
          };
          expect(known.hashAt(9)).toBeNull();
          return accepting([]);
        },
      });
      const hashes = records.map(hashOf);
      expect(seen).toMatchObject({ head: { seq: 3, hash: hashes[2] } });
      expect((seen as KnownChain | null)?.hashAt(2)).toBe(hashes[1]);
      expect(await other.records.head(chain.id)).toEqual({ seq: 3, hash: hashes[2] });
      const page = await other.records.page({ ...ALL, agent: chain.id });
      expect(page).toEqual(stored);
      for (const { index, record } of stored) {
        expect(await other.log.entryOf(chain.id, record.seq)).toMatchObject({ index });
      }
    });

    test('come back as they were signed, whatever is in them', async () => {
      const { chain, agent } = await enrolled();
      const records = [
        ...chain.grow(1, { session: null, exchange: null }),
        ...chain.grow(1, { session: '', exchange: 'NULL', detail: { said: '{"a\\",NULL}\t\0' } }),
        ...chain.grow(1, { session: 'sé😀\0', exchange: '{}', detail: { said: 'é'.repeat(5000) } }),
      ];
      const { stored } = await append(store, agent.id, records);
      expect(await other.records.page({ ...ALL, agent: chain.id })).toEqual(stored);
      expect(stored.map(({ record, signature }) => ({ record, signature }))).toEqual(records);
      const found = await other.records.page({ ...ALL, agent: chain.id, exchange: '{}' });
      expect(found.map(({ record }) => record.seq)).toEqual([3]);
    });

    test('are found by when they were received, though the clock was set back in between', async () => {
      const { chain } = await enrolled();
      const hours = [7, 9, 8, 7, 10];
      for (const hour of hours) {
        const accepted = accepting(chain.grow(1), { receivedAt: RECEIVED_AT + hour * 3_600_000 });
        await store.records.append({ agent: chain.id, seqs: [], decide: () => accepted });
      }
      const found = async (since: number | null, until: number | null) => {
        const at = (hour: number | null) => (hour === null ? null : RECEIVED_AT + hour * 3_600_000);
        const page = await other.records.page({
          ...ALL,
          agent: chain.id,
          since: at(since),
          until: at(until),
        });
        return page.map(({ record }) => record.seq);
      };
      expect(await found(7, 8)).toEqual([1, 4]);
      expect(await found(8, 9)).toEqual([3]);
      expect(await found(9, null)).toEqual([2, 5]);
      expect(await found(null, 8)).toEqual([1, 4]);
      expect(await found(11, null)).toEqual([]);
      expect(await found(8.5, 9.5)).toEqual([2]);
    });

    test('of a decision that throws nothing is stored', async () => {
      const { chain } = await enrolled();
      const size = await store.log.size();
      const failing = store.records.append({
        agent: chain.id,
        seqs: [],
        decide: () => {
          throw new RangeError('stop');
        },
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await store.records.head(chain.id)).toMatchObject({ seq: 0 });
      expect(await store.log.size()).toBe(size);
    });

    test('with a number that is taken store nothing, not even those before it', async () => {
      const { chain } = await enrolled();
      const [one, two, three] = chain.grow(3) as [SignedRecord, SignedRecord, SignedRecord];
      await append(store, chain.id, [one]);
      const size = await store.log.size();
      await expect(append(other, chain.id, [two, three, one])).rejects.toThrow();
      expect(await store.log.size()).toBe(size);
      expect(await store.records.head(chain.id)).toMatchObject({ seq: 1 });
    });

    test('of many agents and two processes at once make one tree, without a gap', async () => {
      const agents = await Promise.all(Array.from({ length: 6 }, enrolled));
      await Promise.all(
        agents.map(async ({ chain }, at) => {
          for (let round = 0; round < 4; round++) {
            await append(at % 2 === 0 ? store : other, chain.id, chain.grow(20 + at));
          }
        }),
      );
      const size = await store.log.size();
      const entries = await other.log.entries(0, size + 1);
      expect(entries).toHaveLength(size);
      for (const { chain } of agents) {
        const own = entries.filter(({ agent }) => agent === chain.id);
        expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => at + 1));
      }
      const leaves = entries.map(entryHash);
      const hashes = readTile(await store.log.hashes(0, 0, size), { width: size });
      expect(hashes.map(hex)).toEqual(leaves.map(hex));
      const full = Math.floor(size / TILE_WIDTH);
      expect(full).toBeGreaterThan(0);
      const above = readTile(await other.log.hashes(1, 0, full), { width: full });
      expect(above.map(hex)).toEqual(
        Array.from({ length: full }, (_, at) => hex(nodesOf(leaves).node(8, at))),
      );
      expect(hex(treeRoot(size, nodesOf(hashes), sha256))).toBe(hex(definedRoot(leaves)));
      await expect(store.log.hashes(0, size - 1, 2)).rejects.toMatchObject({ code: 'unexpected-row' });
    });

    test('that tell what a policy was asked are read from the newest back, though two events tell it', async () => {
      const { chain } = await enrolled();
      const events = ['exchange.intent', 'exchange.refused', 'exchange.outcome', 'exchange.intent'] as const;
      await append(
        store,
        chain.id,
        events.flatMap((event) => chain.grow(1, { event })),
      );
      const seqsSince = async (since: number): Promise<readonly number[]> => {
        const seqs: number[] = [];
        for await (const { record } of judgedRecords(other.records, { since, pageSize: 1 }))
          if (record.agent === chain.id) seqs.push(record.seq);
        return seqs;
      };
      expect(await seqsSince(RECEIVED_AT)).toEqual([4, 2, 1]);
      expect(await seqsSince(RECEIVED_AT + 1)).toEqual([]);
    });

    test('come with findings and oddities, which are kept once', async () => {
      const { chain, agent } = await enrolled();
      const [one] = chain.grow(1) as [SignedRecord];
      const fork = { kind: 'fork', signed: one } as const;
      const repeat = { kind: 'repeat', firstSeq: 2, lastSeq: 4 } as const;
      for (const oddity of [repeat, { ...repeat, firstSeq: 4, lastSeq: 6 }]) {
        const accepted = accepting([], { findings: [fork], oddities: [oddity] });
        await store.records.append({ agent: chain.id, seqs: [], decide: () => accepted });
      }
      const own = (await other.findings.all()).filter((each) => each.agent === agent.id);
      expect(own).toMatchObject([{ kind: 'fork', seq: 1, signature: one.signature }]);
      expect(await other.oddities.ofAgent(agent.id, 9)).toMatchObject([
        { kind: 'repeat', firstSeq: 2, lastSeq: 6, times: 2, open: false },
        { kind: 'fork', firstSeq: 1 },
      ]);
    });
  });

  describe('signatures', () => {
    test('are looked at once, in their order, where another vouches for what the record says', async () => {
      await passSignatures(store);
      const { chain, agent } = await enrolled();
      const records = chain.grow(5).map((signed) => {
        return { ...testRecord(signed), isVouched: signed.record.seq !== 3 };
      });
      await store.records.append({
        agent: chain.id,
        seqs: [],
        decide: () => ({ ...accepting([]), records }),
      });
      const seen: VouchedRecord[] = [];
      const lefts: number[] = [];
      for (const by of [store, other, store]) {
        const badOf = async (some: readonly VouchedRecord[]) => {
          seen.push(...some);
          return some.filter(({ seq }) => seq < 3);
        };
        const { passed, left } = await by.signatures.checkNext(2, { at: RECEIVED_AT, badOf });
        lefts.push(passed, left);
      }
      expect(lefts).toEqual([2, 3, 2, 1, 1, 0]);
      expect(seen).toEqual(
        records
          .filter(({ isVouched }) => isVouched)
          .map(({ signed: { record, signature }, text }) => ({
            ...{ agent: chain.id, seq: record.seq, text, signature },
            publicKey: expect.anything(),
          })),
      );
      expect(seen.every(({ publicKey }) => Buffer.from(agent.publicKey).equals(publicKey))).toBe(true);
      expect(await other.oddities.ofAgent(chain.id, 5)).toMatchObject([
        { kind: 'bad-signature', firstSeq: 1, lastSeq: 2, times: 2, open: false },
      ]);
      expect(await store.agents.ofToken(agent.token)).toMatchObject({ hasBadSignature: true });
    });

    test('that could not be looked at are not passed, and until they are their records are not found', async () => {
      await passSignatures(store);
      while ((await store.search.indexNext(100, () => NOTHING_FOUND)) > 0);
      const { chain, agent } = await enrolled();
      const records = chain.grow(2).map((signed) => ({ ...testRecord(signed), isVouched: true }));
      await store.records.append({
        agent: chain.id,
        seqs: [],
        decide: () => ({ ...accepting([]), records }),
      });
      const badOf = () => Promise.reject(new Error('no crypto'));
      await expect(store.signatures.checkNext(2, { at: 0, badOf })).rejects.toThrow('no crypto');
      expect(await store.search.indexNext(2, () => NOTHING_FOUND)).toBe(0);
      await passSignatures(other);
      expect(await store.search.indexNext(2, () => NOTHING_FOUND)).toBe(2);
      expect(await store.agents.ofToken(agent.token)).toMatchObject({ hasBadSignature: false });
    });
  });

  describe('search', () => {
    test('finds by facet and by words what was made findable, each record once', async () => {
      const { chain } = await enrolled();
      const text = fresh();
      const opening = { event: 'session.opened', session: text, exchange: null, detail: { text } } as const;
      await append(store, chain.id, [
        ...chain.grow(1, opening),
        ...chain.grow(3, { session: text, detail: { text: `deploy/${text}.yaml` } }),
      ]);
      expect(await store.search.behind()).toBeGreaterThanOrEqual(4);
      const standings: Readonly<Record<number, AgentStanding>> = {
        1: { version: '1.0', policy: null },
        2: { version: null, policy: { hash: HASH, version: 7 } },
        3: { version: null, policy: { hash: HASH, version: null } },
      };
      const indexAll = async (into: Store) => {
        const describeOne = (record: AuditRecord, opened: AuditRecord | null) => ({
          facets: [{ name: 'subject', value: textOf(opened) }],
          words: textOf(record),
          tallies:
            record.agent === chain.id
              ? [
                  { measure: 'repository' as const, name: text, amount: record.seq },
                  { measure: 'repository' as const, name: `${text} too`, amount: 1 },
                ]
              : [],
          standing: (record.agent === chain.id ? standings[record.seq] : null) ?? NO_STANDING,
        });
        await passSignatures(into);
        while ((await into.search.indexNext(2, describeOne)) > 0);
      };
      await Promise.all([indexAll(store), indexAll(other)]);
      expect(await other.search.behind()).toBe(0);
      const found = async (change: Partial<RecordFilter>) =>
        (await other.records.page({ ...ALL, agent: chain.id, ...change })).map(({ record }) => record.seq);
      const facets = [{ name: 'subject', value: text }];
      expect(await found({ facets })).toEqual([1, 2, 3, 4]);
      expect(await found({ words: [`deploy/${text}.yaml`] })).toEqual([2, 3, 4]);
      expect(await found({ words: ['DEPLOY', text], facets, order: 'newest', limit: 2 })).toEqual([4, 3]);
      const words = [`deploy/${text}.yaml`];
      expect(await found({ facets, event: 'session.opened' })).toEqual([1]);
      expect(await found({ facets, words, session: text, event: 'exchange.intent' })).toEqual([2, 3, 4]);
      expect(await found({ facets, words, event: 'session.opened' })).toEqual([]);
      expect(await found({ facets, session: fresh() })).toEqual([]);
      expect(await found({ facets, until: RECEIVED_AT })).toEqual([]);
      expect(await found({ words, since: RECEIVED_AT, until: RECEIVED_AT + 1, limit: 1 })).toEqual([2]);
      expect(await found({ words: [`deploy\0${text}`] })).toEqual([2, 3, 4]);
      expect(await found({ words: ['\0'] })).toEqual([]);
      expect(await found({ words: ['"'] })).toEqual([]);
      expect(await found({ words: ["' OR 1=1 --"] })).toEqual([]);
      expect(await found({ since: RECEIVED_AT + 1 })).toEqual([]);
      expect(await found({ session: text, event: 'session.opened', until: RECEIVED_AT + 1 })).toEqual([1]);

      const hour = Math.floor(RECEIVED_AT / 3_600_000);
      const span = { sinceHour: hour, untilHour: hour + 1, bucketHours: 24 };
      const bucket = Math.floor(hour / 24) * 24;
      const sums = await other.tallies.top('repository', span, 10_000);
      expect(sums.filter(({ name }) => name.startsWith(text))).toEqual([
        { name: text, amount: 10 },
        { name: `${text} too`, amount: 4 },
      ]);
      expect(await other.tallies.series('repository', span, [text])).toEqual([
        { name: text, hour: bucket, amount: 10 },
      ]);
      expect(await other.tallies.totals('repository', { ...span, untilHour: hour })).toEqual([]);
      const listed = (await other.agents.list(10_000)).find(({ agent }) => agent === chain.id);
      expect(listed).toMatchObject({ version: '1.0', policy: { hash: HASH, version: null } });
    });
  });

  describe('passes', () => {
    const NONE_BEYOND = { most: 1000, mostOfOwner: null, now: 0 };
    const pass = (change: Partial<PassRow> = {}): PassRow => ({
      ...{ kind: 'login', name: fresh(), owner: fresh(), content: { a: [1, 'b', null] }, expiresAt: 10 },
      ...change,
    });

    test('are found by every process until they are over', async () => {
      const kept = pass();
      await store.passes.put(kept, NONE_BEYOND);
      expect(await other.passes.find(kept, 9)).toEqual(kept);
      expect(await other.passes.find(kept, 10)).toBeNull();
      expect(await other.passes.take(kept, 10)).toBeNull();
      expect(await other.passes.find({ ...kept, kind: 'step-up' }, 0)).toBeNull();
      expect(await other.passes.all('login', 9)).toContainEqual(kept);
      expect(await other.passes.all('login', 10)).not.toContainEqual(kept);
    });

    test('are taken by one of many at once', async () => {
      const kept = pass();
      await store.passes.put(kept, NONE_BEYOND);
      const taken = await Promise.all([store, other, store, other].map(({ passes }) => passes.take(kept, 0)));
      expect(taken.filter((each) => each !== null)).toEqual([kept]);
      expect(await store.passes.find(kept, 0)).toBeNull();
    });

    test('make room: what is over first, then the oldest of their owner, then the oldest of all', async () => {
      const [over, first, second, third] = [pass({ expiresAt: 5 }), pass(), pass(), pass()].map((each) => ({
        ...each,
        kind: 'step-up' as const,
      })) as [PassRow, PassRow, PassRow, PassRow];
      const names = async () => (await other.passes.all('step-up', 0)).map(({ name }) => name);
      await store.passes.put(over, NONE_BEYOND);
      await store.passes.put(first, { ...NONE_BEYOND, now: 5 });
      expect(await names()).toEqual([first.name]);
      await store.passes.put({ ...second, owner: first.owner }, { ...NONE_BEYOND, mostOfOwner: 1 });
      expect(await names()).toEqual([second.name]);
      await store.passes.put(third, { ...NONE_BEYOND, most: 1, mostOfOwner: 1 });
      expect(await names()).toEqual([third.name]);
    });
  });

  describe('approvals', () => {
    const newApproval = (requester: string) => {
      const id = hex(sha256(Buffer.from(fresh()))).slice(0, 20);
      const { diff, ...ask } = askFor({ binding: { requester } });
      return { id, digest: id, ask, askedAt: 1, expiresAt: 100, review: { target: requester, diff } };
    };
    const asked = async (requester = fresh()): Promise<ApprovalRow> => {
      const outcome = await store.approvals.ask(newApproval(requester), 10);
      if (outcome.kind !== 'new') throw new Error('the approval was not stored');
      return outcome.approval;
    };
    const claim: Transition = {
      change: { kind: 'claim', exchange: 'x' },
      by: 'developer',
      at: 50,
      state: { kind: 'claimed', exchange: 'x' },
      dueAt: null,
    };

    test('are live once for a digest, and a requester has no more pending than allowed', async () => {
      const requester = fresh();
      const first = newApproval(requester);
      const again = { ...newApproval(requester), digest: first.digest };
      const both = await Promise.all([store.approvals.ask(first, 2), other.approvals.ask(again, 2)]);
      expect(both.map(({ kind }) => kind).sort()).toEqual(['live', 'new']);
      expect(await other.approvals.ask(newApproval(requester), 1)).toEqual({ kind: 'too-many', pending: 1 });
      expect(await store.approvals.pendingIds(requester)).toHaveLength(1);
    });

    test('of two processes that decide at once the second sees what the first did', async () => {
      const { id } = await asked();
      const take = (from: Store) =>
        from.approvals.change(id, ({ state }) => {
          if (state.kind !== 'pending') throw new RangeError('it is taken');
          return claim;
        });
      const results = await Promise.allSettled([take(store), take(other), take(store)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await store.approvals.history(id)).map(({ change }) => change.kind)).toEqual(['ask', 'claim']);
    });

    test('are changed as decided, with their votes and a higher revision, or left as they are', async () => {
      const before = await asked();
      const person = { by: 'robin', groups: ['a'], loggedInAt: 3 } as const;
      const vote = { ...person, verdict: 'approve', reason: 'why', at: 7 } as const;
      const changed = await other.approvals.change(before.id, () => ({
        change: { kind: 'vote', vote },
        by: 'robin',
        at: 7,
        state: { kind: 'granted', validUntil: new Date(9).toISOString() },
        dueAt: 9,
      }));
      expect(changed?.before).toEqual(before);
      expect(changed?.after).toMatchObject({ state: { kind: 'granted' }, dueAt: 9, votes: [vote] });
      expect(changed?.after.revision).toBeGreaterThan(before.revision);
      expect(await store.approvals.dueIds(9)).toContain(before.id);
      expect(await store.approvals.dueIds(8)).not.toContain(before.id);
      const left = await store.approvals.change(before.id, () => null);
      expect(left?.after).toBe(left?.before);
      expect(left?.after).toEqual(changed?.after);
      expect(await store.approvals.change('0'.repeat(20), () => claim)).toBeNull();
    });

    test('are listed by requester, state and beginning of the id, in both orders', async () => {
      const requester = fresh();
      const ids = [(await asked(requester)).id, (await asked(requester)).id];
      await asked();
      const all = { requester, state: null, idPrefix: null, after: null, order: 'oldest', limit: 9 } as const;
      const listed = async (change: object) =>
        (await other.approvals.page({ ...all, ...change })).map(({ id }) => id);
      expect(await listed({})).toEqual(ids);
      expect(await listed({ order: 'newest', limit: 1 })).toEqual([ids[1]]);
      expect(await listed({ idPrefix: ids[0] })).toEqual([ids[0]]);
      expect(await listed({ state: 'granted' })).toEqual([]);
      const [first] = await other.approvals.page(all);
      expect(await listed({ after: first?.number ?? 0 })).toEqual([ids[1]]);
    });

    test('have the ones before them that are about the same, and a diff of their own', async () => {
      const target = fresh();
      const ids = [];
      for (const each of [newApproval(fresh()), newApproval(fresh()), newApproval(fresh())]) {
        ids.push(each.id);
        await store.approvals.ask({ ...each, review: { ...each.review, target } }, 10);
      }
      const earlier = await other.approvalReviews.earlier(ids[2] ?? '', 1);
      expect(earlier.map(({ id }) => id)).toEqual([ids[1]]);
      expect(await other.approvalReviews.earlier(ids[0] ?? '', 9)).toEqual([]);
      const { diff } = askFor();
      expect(await other.approvalReviews.shown(ids[0] ?? '')).toEqual({ diff, isDestroyed: false });
      expect(await other.approvalReviews.shown('0'.repeat(20))).toBeNull();
    });

    test('have events that each target of notifications goes through at its own pace', async () => {
      const target = fresh();
      const from = await store.notifyCursors.of(target);
      const { id } = await asked();
      const event = await other.approvals.eventAfter(await other.notifyCursors.of(target));
      expect(event).toMatchObject({ approval: id, change: { kind: 'ask' }, state: 'pending', at: 1 });
      await other.notifyCursors.move(target, event?.id ?? 0);
      expect(await store.notifyCursors.of(target)).toBeGreaterThan(from);
      expect(await store.approvals.eventAfter(event?.id ?? 0)).toBeNull();
    });
  });

  test('a log is signed by the key that was there first', async () => {
    expect(await store.log.pinKey('one')).toBe('one');
    expect(await other.log.pinKey('two')).toBe('one');
  });

  test('a store that was closed answers nothing more', async () => {
    const closing = await at.open();
    expect(await closing.canRead()).toBe(true);
    await closing.close();
    expect(await closing.canRead()).toBe(false);
    await expect(closing.tokens.put(tokenRow())).rejects.toMatchObject({ code: 'closed' });
  });
});
