import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { CHAIN_START, recordHash, verifyChain } from '../../protocol/chain.ts';
import type { RecordsHead, RecordsResponse } from '../../protocol/collector-api.ts';
import type { LogReceipt, ReceiptRecord } from '../../protocol/log-receipt.ts';
import { formatRecordLine } from '../../protocol/record-line.ts';
import { intent, type JournalFolder, journalFolder } from '../../test/support/journal.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import type { Journal } from './journal.ts';
import { type Shipper, type ShipperOptions, startShipper } from './shipper.ts';
import { ShipperFault } from './shipper-fault.ts';
import { chainPorts, sha256 } from './verifier.ts';

/** A collector in memory that takes records as the real one does: in order, those it knows again, no forks. */
class TestCollector {
  readonly records: SignedRecord[] = [];
  readonly batches: number[] = [];
  /** Runs before a batch is looked at; what it throws is the answer. */
  before: (records: readonly SignedRecord[]) => void = () => {};
  /** Runs after a batch was taken; what it throws is an answer that got lost. */
  after: () => void = () => {};

  head(): RecordsHead {
    const last = this.records.at(-1);
    if (last === undefined) return { ...CHAIN_START, receipt: null };
    return { seq: last.record.seq, hash: recordHash(last.record, sha256), receipt: RECEIPT };
  }

  take(records: readonly SignedRecord[]): RecordsResponse {
    this.before(records);
    this.batches.push(records.length);
    for (const signed of records) {
      const { seq } = signed.record;
      if (seq > this.records.length + 1) throw refused('sequence-gap');
      if (seq === this.records.length + 1) this.records.push(signed);
    }
    this.after();
    return { acknowledged: this.records.length, receipt: RECEIPT };
  }
}

/** Whether it holds is the follower's to say. */
const RECEIPT: LogReceipt = {
  checkpoint: 'note',
  index: 0,
  receivedAt: '2026-11-21T08:00:00.000Z',
  inclusion: [],
  consistency: [],
};

/** Believes every receipt, and keeps what each was for. */
class TestFollower {
  readonly accepted: number[] = [];
  known = 0;

  size(): number {
    return this.known;
  }

  async accept(receipt: LogReceipt | null, { seq }: ReceiptRecord): Promise<void> {
    if (receipt === null) throw new ShipperFault('log-unproven', 'no receipt');
    this.accepted.push(seq);
  }
}

function refused(
  refusal: 'sequence-gap' | 'sequence-fork' | 'bad-signature' | 'invalid' | 'too-large' | 'internal',
) {
  return new CollectorError('refused', `the collector says ${refusal}`, { refusal });
}

const UNREACHABLE = new CollectorError('unreachable', 'nobody there');

let folder: JournalFolder;
let journal: Journal;
let collector: TestCollector;
let follower: TestFollower;
let shippers: Shipper[];
let faults: ShipperFault[];
let waits: number[];

beforeEach(async () => {
  folder = await journalFolder();
  journal = await folder.open();
  collector = new TestCollector();
  follower = new TestFollower();
  shippers = [];
  faults = [];
  waits = [];
});

afterEach(async () => {
  await Promise.all(shippers.map((shipper) => shipper.close()));
  await journal.close();
  await folder.remove();
});

function ship(options: Partial<ShipperOptions> = {}): Shipper {
  const shipper = startShipper({
    agent: folder.key.id,
    journal,
    log: follower,
    send: async (records) => collector.take(records),
    head: async () => collector.head(),
    onFault: (fault) => faults.push(fault),
    limits: LIMITS,
    random: () => 0,
    wait: async (delayMs) => {
      waits.push(delayMs);
      // One turn of the event loop, as a timer would give.
      await new Promise((resolve) => setImmediate(resolve));
    },
    ...options,
  });
  shippers.push(shipper);
  return shipper;
}

async function append(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, n) => journal.append(intent(`x${n}`))));
}

/** Resolves with the first fault. */
function firstFault(options: Partial<ShipperOptions> = {}): Promise<ShipperFault> {
  return new Promise((resolve) => ship({ ...options, onFault: resolve }));
}

type Wait = NonNullable<ShipperOptions['wait']>;

const BACKOFF = { minMs: 100, maxMs: 1000 };
const LIMITS = { maxBatchBytes: 2000, maxBatchRecords: 256, gatherMs: 0, backoff: BACKOFF };
const FLUSH_MS = 30_000;

describe('what shows missing, changed or doubled records stops shipping', () => {
  test.each([
    ['sequence-fork', 'fork'],
    ['bad-signature', 'refused'],
    ['invalid', 'refused'],
    ['too-large', 'refused'],
  ] as const)('the answer %s', async (refusal, code) => {
    await append(1);
    const fault = await firstFault({ send: () => Promise.reject(refused(refusal)) });
    expect(fault.code).toBe(code);
    expect(waits).toEqual([]);
  });

  test('a collector with records that this journal lost', async () => {
    await append(2);
    const head = async (): Promise<RecordsHead> => ({ seq: 3, hash: 'a'.repeat(64), receipt: RECEIPT });
    expect((await firstFault({ head })).code).toBe('journal-behind');
  });

  test.each([1, 2])('a collector with another record %d of two', async (seq) => {
    await append(2);
    const head = async (): Promise<RecordsHead> => ({ seq, hash: 'a'.repeat(64), receipt: RECEIPT });
    expect((await firstFault({ head })).code).toBe('fork');
  });

  test('a collector that lost what it acknowledged, when the journal has removed it', async () => {
    await journal.close();
    journal = await folder.open({ limits: { maxSegmentBytes: 1, retainedSegments: 1 } });
    for (const name of ['a', 'b', 'c', 'd']) await journal.append(intent(name));
    await journal.acknowledge(4);
    expect((await firstFault()).code).toBe('not-retained');
  });

  test.each<[string, Partial<ShipperOptions>]>([
    ['an acknowledgement', { send: async () => ({ acknowledged: 2, receipt: null }) }],
    ['a head', { head: async () => ({ ...journal.head(), receipt: null }) }],
  ])('%s without a receipt, and nothing counts as acknowledged', async (_name, options) => {
    await append(2);
    expect((await firstFault(options)).code).toBe('log-unproven');
    expect(journal.acknowledged()).toBe(0);
  });

  test('a collector that has nothing any more, though it gave a receipt', async () => {
    follower.known = 7;
    await append(1);
    expect((await firstFault()).code).toBe('log-unproven');
  });

  test('and nothing is sent after it', async () => {
    await append(1);
    let sent = 0;
    const shipper = await new Promise<Shipper>((resolve) => {
      const started = ship({
        send: () => {
          sent += 1;
          return Promise.reject(refused('sequence-fork'));
        },
        onFault: () => setImmediate(() => resolve(started)),
      });
    });
    await append(1);
    expect(await shipper.flush(FLUSH_MS)).toBe('stopped');
    expect([sent, shipper.state().kind]).toEqual([1, 'faulted']);
  });
});

describe('what may pass is tried again', () => {
  test('with waits that double and stay bounded', async () => {
    await append(1);
    let failures = 6;
    collector.before = () => {
      if (failures-- > 0) throw UNREACHABLE;
    };
    const shipper = ship();
    await journalAcknowledged(1);
    expect(waits).toEqual([50, 100, 200, 400, 500, 500]);
    expect(shipper.state()).toEqual({ kind: 'shipping' });
  });

  test.each([
    [300, 300],
    [60_000, BACKOFF.maxMs],
  ])(
    'after as long as a collector asks for that has no room: asked for %d ms, waited %d',
    async (retryAfterMs, waited) => {
      await append(1);
      let isFull = true;
      collector.before = () => {
        if (!isFull) return;
        isFull = false;
        throw new CollectorError('refused', 'no room', { refusal: 'overloaded', retryAfterMs });
      };
      ship();
      await journalAcknowledged(1);
      expect(waits).toEqual([waited]);
    },
  );

  test('and each success makes the next wait short again', async () => {
    let fail = true;
    collector.before = () => {
      fail = !fail;
      if (!fail) throw UNREACHABLE;
    };
    ship();
    for (let seq = 1; seq <= 3; seq++) {
      await append(1);
      await journalAcknowledged(seq);
    }
    expect(waits).toEqual([50, 50, 50]);
  });

  test.each<[string, () => number]>([
    ['acknowledges nothing', () => 0],
    ['acknowledges what was never sent', () => 99],
    ['acknowledges what is no number', () => Number.NaN],
  ])('after a collector that %s', async (_name, answer) => {
    await append(2);
    let wrong = true;
    ship({
      send: async (records) => {
        const right = collector.take(records);
        if (!wrong) return right;
        wrong = false;
        collector.records.length = 0;
        return { acknowledged: answer(), receipt: RECEIPT };
      },
    });
    await journalAcknowledged(2);
    expect(waits).toEqual([50]);
  });

  test('after a gap, from where the collector is', async () => {
    await append(3);
    const shipper = ship();
    await shipper.flush(FLUSH_MS);
    collector.records.length = 1;
    await append(1);
    await shipper.flush(FLUSH_MS);
    expect(collector.records.map(({ record }) => record.seq)).toEqual([1, 2, 3, 4]);
    expect(faults).toEqual([]);
  });

  test('after an answer that got lost, without a record twice', async () => {
    await append(3);
    let lose = true;
    collector.after = () => {
      if (!lose) return;
      lose = false;
      throw UNREACHABLE;
    };
    await ship().flush(FLUSH_MS);
    expect(collector.records.map(({ record }) => record.seq)).toEqual([1, 2, 3]);
  });
});

describe('flushing', () => {
  test('does not wait out a back-off', async () => {
    await append(1);
    collector.before = () => {
      throw UNREACHABLE;
    };
    const backingOff = Promise.withResolvers<void>();
    const shipper = ship({
      wait: (_delayMs, signal) => {
        backingOff.resolve();
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      },
    });
    await backingOff.promise;
    expect(shipper.state().kind).toBe('retrying');
    collector.before = () => {};
    expect(await shipper.flush(FLUSH_MS)).toBe('flushed');
  });

  test('gives up after its time', async () => {
    await append(1);
    const never = ship({ head: (signal) => untilAborted(signal) });
    expect(await never.flush(1)).toBe('timed-out');
  });

  test('of nothing is done at once', async () => {
    expect(await ship().flush(FLUSH_MS)).toBe('flushed');
  });
});

test('everything is shipped in order, in batches within the bound', async () => {
  await append(100);
  let longest = 0;
  collector.before = (records) => {
    const bytes = records.reduce((sum, signed) => sum + formatRecordLine(signed).length + 1, 0);
    longest = Math.max(longest, bytes);
  };
  const shipper = ship();
  await append(20);
  expect(await shipper.flush(FLUSH_MS)).toBe('flushed');
  expect(verifyChain(collector.records, CHAIN_START, chainPorts(folder.key))).toEqual({
    kind: 'valid',
    head: journal.head(),
  });
  expect(longest).toBeLessThanOrEqual(2000);
  expect(collector.batches.length).toBeLessThan(60);
  expect(journal.acknowledged()).toBe(120);
});

test('small records are sent in batches of a bounded number', async () => {
  await append(20);
  const limits = { ...LIMITS, maxBatchBytes: 1_000_000, maxBatchRecords: 8 };
  expect(await ship({ limits }).flush(FLUSH_MS)).toBe('flushed');
  expect(collector.batches).toEqual([8, 8, 4]);
});

test('a record appended later is shipped without being asked for', async () => {
  ship();
  await append(1);
  await journalAcknowledged(1);
  expect(collector.records).toHaveLength(1);
});

describe('the first record after a pause', () => {
  const limits = { ...LIMITS, gatherMs: 40 };

  /** A wait that ends when it is told to, or by its signal. */
  function gathering(): { readonly began: Promise<number>; readonly end: () => void; wait: Wait } {
    const [began, over] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()];
    const wait: Wait = (delayMs, signal) => {
      began.resolve(delayMs);
      return Promise.race([over.promise, untilAborted(signal)]);
    };
    return { began: began.promise, end: over.resolve, wait };
  }

  test('waits for those that follow it, and is shipped with them', async () => {
    const { began, end, wait } = gathering();
    ship({ limits, wait });
    await append(1);
    expect(await began).toBe(40);
    await append(2);
    expect(collector.batches).toEqual([]);
    end();
    await journalAcknowledged(3);
    expect(collector.batches).toEqual([3]);
  });

  test('does not wait while somebody flushes', async () => {
    const { began, wait } = gathering();
    const shipper = ship({ limits, wait });
    await append(1);
    await began;
    expect(await shipper.flush(FLUSH_MS)).toBe('flushed');
  });

  test('is left for the next start when shipping ends meanwhile', async () => {
    const { began, wait } = gathering();
    const shipper = ship({ limits, wait });
    await append(1);
    await began;
    await shipper.close();
    expect([collector.batches, shipper.state()]).toEqual([[], { kind: 'stopped' }]);
  });
});

test('a restart goes on where the collector is', async () => {
  await append(5);
  const first = ship();
  await first.flush(FLUSH_MS);
  await first.close();
  expect(first.state()).toEqual({ kind: 'stopped' });
  await append(2);
  collector.batches.length = 0;
  await ship().flush(FLUSH_MS);
  expect(collector.batches.reduce((sum, length) => sum + length)).toBe(2);
});

test('what the collector had before the journal knew is acknowledged from its head', async () => {
  await append(4);
  collector.take(await journal.read(0, 100_000));
  collector.batches.length = 0;
  await ship().flush(FLUSH_MS);
  expect([journal.acknowledged(), collector.batches]).toEqual([4, []]);
});

test('closing ends a request under way', async () => {
  await append(1);
  const sending = Promise.withResolvers<void>();
  const shipper = ship({
    send: (_records, signal) => {
      sending.resolve();
      return untilAborted(signal);
    },
  });
  await sending.promise;
  await shipper.close();
  expect(shipper.state()).toEqual({ kind: 'stopped' });
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function journalAcknowledged(seq: number): Promise<void> {
  while (journal.acknowledged() < seq) await new Promise((resolve) => setImmediate(resolve));
}
