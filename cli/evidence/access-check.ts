import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { accessHash, type SignedAccessRecord, verifyAccess } from '../../protocol/access-record.ts';
import type { ChainPosition } from '../../protocol/chain.ts';
import { SIGNED_ACCESS_RECORD } from '../../protocol/collector-schema.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { BUNDLE_FILES, type BundleAgent, type Manifest } from './bundle.ts';
import type { BundleLine } from './bundle-line.ts';
import { collectorAmong } from './collector-agent.ts';
import { type Findings, nameOf } from './finding.ts';
import { linesOf } from './lines.ts';
import type { GoodRecord } from './record-check.ts';
import { sha256Hex } from './sha256.ts';

/** What a bundle has of access journals. */
export interface AccessReport {
  /** Records of its own journal that hold. */
  readonly records: number;
  /** Journals that the log has the ends of, and the bundle has not: of other collectors, or of before. */
  readonly elsewhere: number;
}

/** Holds an access journal against its ends in the log, which the collector put there from time to time. */
export interface AccessCheck {
  /** Takes a record that holds in every other respect. */
  note(line: BundleLine, record: GoodRecord): void;
  /** Adds what of the journal was altered, or cut off its end. Null: the bundle is an excerpt. */
  end(manifest: Manifest, findings: Findings): Promise<AccessReport | null>;
}

/** An end of a journal, and the record that says so. */
interface Anchor {
  readonly hash: unknown;
  readonly by: GoodRecord;
}

interface AccessTrust {
  readonly folder: string;
  /** Of the collector, which signs its log and its journal. */
  readonly key: NoteVerifier;
}

export function checkAccess(agents: readonly BundleAgent[], { folder, key }: AccessTrust): AccessCheck {
  const collector = collectorAmong(agents, key);
  /** Journal → number of its last record then → what the log has of it. */
  const anchors = new Map<unknown, Map<number, Anchor>>();
  return {
    note: ({ signed: { record } }, by) => {
      if (record.event !== 'access.anchored' || record.agent !== collector) return;
      const { journal, seq, hash } = record.detail;
      const known = anchors.get(journal) ?? new Map<number, Anchor>();
      known.set(Number(seq), { hash, by });
      anchors.set(journal, known);
    },
    end: async ({ filter, access }, findings) => {
      if (filter !== null) return null;
      const path = join(folder, BUNDLE_FILES.access);
      if (access === undefined || !existsSync(path)) {
        for (const journal of anchors.values()) addCut(journal, 0, findings);
        return { records: 0, elsewhere: anchors.size };
      }
      const own = anchors.get(access.journal) ?? new Map<number, Anchor>();
      const { seq, records } = await readJournal(path, { key, own, findings });
      addCut(own, seq, findings);
      return { records, elsewhere: anchors.size - (anchors.has(access.journal) ? 1 : 0) };
    },
  };
}

interface JournalPorts {
  readonly key: NoteVerifier;
  readonly own: ReadonlyMap<number, Anchor>;
  readonly findings: Findings;
}

/** Gives the number of the last record, and how many hold. What follows one that does not is not looked at. */
async function readJournal(
  path: string,
  { key, own, findings }: JournalPorts,
): Promise<{ readonly seq: number; readonly records: number }> {
  let head: ChainPosition | null = null;
  let records = 0;
  const fail = (what: string): { readonly seq: number; readonly records: number } => {
    findings.add('access-altered', what);
    return { seq: Number.POSITIVE_INFINITY, records };
  };
  for await (const line of linesOf(path)) {
    const signed = parsed(line);
    if (signed === null) return fail(`line ${records + 1} of the access journal is not spelt as a record is`);
    const { seq } = signed.record;
    const name = `record ${seq} of the access journal`;
    const held = verifyAccess([signed], head, {
      sha256: sha256Hex,
      verify: (bytes, signature) => key.verify(bytes, Buffer.from(signature, 'base64url')),
    });
    if (held.kind === 'broken') return fail(`${name} does not hold: ${held.fault}`);
    const anchor = own.get(seq);
    if (anchor !== undefined && anchor.hash !== accessHash(signed.record, sha256Hex)) {
      return fail(`${name} is another one than ${nameOf(anchor.by.agent, anchor.by.seq)} says`);
    }
    head = held.head;
    records += 1;
  }
  return { seq: head?.seq ?? 0, records };
}

/** The log may have several ends beyond the one here; the last tells how much is missing. */
function addCut(own: ReadonlyMap<number, Anchor>, seq: number, findings: Findings): void {
  const last = Math.max(0, ...own.keys());
  const by = own.get(last)?.by;
  if (by === undefined || last <= seq) return;
  const said = `as ${nameOf(by.agent, by.seq)} says`;
  findings.add('access-cut', `records ${seq + 1} to ${last} of the access journal are missing, ${said}`);
}

const isSigned = new Ajv({ allowUnionTypes: true }).compile<SignedAccessRecord>(SIGNED_ACCESS_RECORD);

function parsed(line: string): SignedAccessRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return isSigned(value) ? value : null;
  } catch {
    return null;
  }
}
