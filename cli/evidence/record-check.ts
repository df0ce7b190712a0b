import { createPublicKey, type KeyObject } from 'node:crypto';
import type { VerifySignature } from '../../collector/ingest/verify-signature.ts';
import { recordHash, recordSignedBytes } from '../../protocol/chain.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { logEntryBytes } from '../../protocol/log-entry.ts';
import { equalBytes, leafHash } from '../../protocol/merkle/tree-hash.ts';
import type { BundleAgent } from './bundle.ts';
import { type BundleLine, parseBundleLine } from './bundle-line.ts';
import { type Findings, nameOf } from './finding.ts';
import type { ProvenLog } from './proven-log.ts';
import { sha256, sha256Hex } from './sha256.ts';

/** A record that holds by itself and, where there is a log to look at, stands where the log has it. */
export interface GoodRecord {
  readonly index: number;
  readonly agent: string;
  readonly seq: number;
  readonly hash: string;
  readonly prev: string;
}

/** What an agent wrote down of the log. */
export interface Witness {
  readonly record: GoodRecord;
  readonly log: JsonObject;
}

export interface RecordCheck {
  readonly good: readonly GoodRecord[];
  readonly witnesses: readonly Witness[];
  /** Places of records that are signed, where the bundle does not hold what would prove them. */
  readonly unproven: ReadonlySet<number>;
  /** The lines that follow those taken before; the next ones may be given once this has resolved. */
  take(lines: readonly string[]): Promise<void>;
}

export interface RecordCheckPorts {
  readonly agents: readonly BundleAgent[];
  /** Null when no checkpoint can be believed. */
  readonly log: ProvenLog | null;
  readonly findings: Findings;
  readonly verify: VerifySignature;
  /** Told of every record that holds. */
  readonly observers: readonly RecordObserver[];
}

export interface RecordObserver {
  note(line: BundleLine, record: GoodRecord): void;
}

/** Looks at lines in their order. A record with a finding is not among the good ones. */
export function checkRecords(ports: RecordCheckPorts): RecordCheck {
  return new LineCheck(ports);
}

class LineCheck implements RecordCheck {
  readonly good: GoodRecord[] = [];
  readonly witnesses: Witness[] = [];
  readonly unproven = new Set<number>();
  readonly #log: ProvenLog | null;
  readonly #findings: Findings;
  readonly #verify: VerifySignature;
  readonly #observers: readonly RecordObserver[];
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #seen = new Set<number>();
  readonly #keyless = new Set<string>();
  #taken = 0;
  /** Leaf hash → its place; made when the first record is not where it should be. */
  #places: ReadonlyMap<string, number> | null = null;

  constructor({ agents, log, findings, verify, observers }: RecordCheckPorts) {
    this.#observers = observers;
    this.#log = log;
    this.#findings = findings;
    this.#verify = verify;
    this.#keys = readKeys(agents, findings);
  }

  async take(lines: readonly string[]): Promise<void> {
    const parsed = lines.map(parseBundleLine);
    const signed = await Promise.all(parsed.map(async (line) => line !== null && (await this.#holds(line))));
    for (const [at, line] of parsed.entries()) {
      this.#taken += 1;
      if (line === null) this.#addUnreadable();
      else this.#judge(line, signed[at] === true);
    }
  }

  #addUnreadable(): void {
    const text = `line ${this.#taken} of the records is not spelt as a record is`;
    this.#findings.add('line-unreadable', text);
  }

  #judge(line: BundleLine, isSigned: boolean): void {
    if (!isSigned) {
      this.#addUnsigned(line);
      return;
    }
    const { record } = line.signed;
    const hash = recordHash(record, sha256Hex);
    const good = { index: line.index, agent: record.agent, seq: record.seq, hash, prev: record.prev };
    if (!this.#isPlaced(line, good)) return;
    this.good.push(good);
    this.#noteWitness(line, good);
    for (const observer of this.#observers) observer.note(line, good);
  }

  async #holds({ signed: { record, signature } }: BundleLine): Promise<boolean> {
    const key = this.#keys.get(record.agent);
    const bytes = Buffer.from(signature, 'base64url');
    // Bits that a decoder passes over would be an alteration that does not show.
    if (key === undefined || bytes.toString('base64url') !== signature) return false;
    return this.#verify({ bytes: recordSignedBytes(record, sha256Hex), key, signature: bytes });
  }

  #addUnsigned({ index, signed }: BundleLine): void {
    const { agent, seq } = signed.record;
    const logged = this.#log?.entry(index) ?? { agent, seq };
    if (!this.#keys.has(agent) && logged.agent === agent) {
      const text = `no key of agent ${agent.slice(0, 12)} is in the bundle, so its records prove nothing`;
      if (!this.#keyless.has(agent)) this.#findings.add('agent-key-altered', text, { agent });
      this.#keyless.add(agent);
      return;
    }
    const about = { agent: logged.agent, seq: logged.seq, index };
    const text = `${nameOf(about.agent, about.seq)} was altered: its signature does not hold`;
    this.#findings.add('record-altered', text, about);
  }

  #isPlaced({ index, receivedAt }: BundleLine, good: GoodRecord): boolean {
    const { agent, seq, hash } = good;
    const about = { agent, seq, index };
    if (this.#seen.has(index)) {
      const at = `place ${index} of the log, which another line has already`;
      this.#findings.add('record-repeated', `${nameOf(agent, seq)} claims ${at}`, about);
      return false;
    }
    if (this.#log === null) return true;
    const leaf = leafHash(logEntryBytes({ v: 1, agent, seq, hash, receivedAt }), sha256);
    const logged = this.#log.leaf(index);
    if (logged !== null && equalBytes(logged, leaf)) {
      this.#seen.add(index);
      return true;
    }
    if (logged === null && index < this.#log.head.size) {
      this.unproven.add(index);
      this.#findings.add('log-altered', `nothing proves that ${nameOf(agent, seq)} is in the log`, about);
    } else {
      this.#explain(leaf, good);
    }
    return false;
  }

  /** The agent signed it, but the log has something else there. */
  #explain(leaf: Uint8Array, good: GoodRecord): void {
    const { index, agent, seq, hash } = good;
    const name = nameOf(agent, seq);
    const place = this.#placeOf(leaf);
    const entry = this.#log?.entry(index) ?? null;
    const isSameNumber = entry?.agent === agent && entry.seq === seq;
    if (place !== null) {
      const text = `${name} stands at place ${index} of the log, which has it at ${place}`;
      this.#findings.add('record-misplaced', text, good);
    } else if (!isSameNumber) {
      this.#findings.add('record-inserted', `${name} is signed, but the log does not have it`, good);
    } else if (entry.hash === hash) {
      this.#findings.add('record-altered', `${name} was received at another time than it says`, good);
    } else {
      const text = `${name} was written anew: the log has another record of this number`;
      this.#findings.add('record-altered', text, good);
    }
  }

  #placeOf(leaf: Uint8Array): number | null {
    this.#places ??= this.#allPlaces();
    return this.#places.get(Buffer.from(leaf).toString('hex')) ?? null;
  }

  #allPlaces(): ReadonlyMap<string, number> {
    const places = new Map<string, number>();
    for (let index = 0; index < (this.#log?.head.size ?? 0); index++) {
      const leaf = this.#log?.leaf(index) ?? null;
      if (leaf !== null) places.set(Buffer.from(leaf).toString('hex'), index);
    }
    return places;
  }

  #noteWitness({ signed }: BundleLine, record: GoodRecord): void {
    const { event, detail } = signed.record;
    if (event === 'log.rejected') {
      const text = `${nameOf(record.agent, record.seq)} says that its agent rejected the log and stopped shipping`;
      this.#findings.add('log-rejected', text, record);
    }
    const seen = event === 'log.witnessed' ? detail : detail['log'];
    if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) return;
    if (WITNESSING.has(event)) this.witnesses.push({ record, log: seen as JsonObject });
  }
}

const WITNESSING: ReadonlySet<string> = new Set(['agent.started', 'agent.stopped', 'log.witnessed']);

/** An agent's id is the hash of its key, so a key that is not the agent's shows by itself. */
function readKeys(agents: readonly BundleAgent[], findings: Findings): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const { agent, publicKey } of agents) {
    const der = Buffer.from(publicKey, 'base64');
    if (sha256Hex(der) !== agent) {
      findings.add('agent-key-altered', `the key given for agent ${agent.slice(0, 12)} is not its key`, {
        agent,
      });
      continue;
    }
    keys.set(agent, createPublicKey({ key: der, format: 'der', type: 'spki' }));
  }
  return keys;
}
