import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { type LogEntry, logEntryBytes } from '../../protocol/log-entry.ts';
import { logKey } from '../../protocol/log-key.ts';
import type { LogReceipt } from '../../protocol/log-receipt.ts';
import { base64Of } from '../../protocol/merkle/base64.ts';
import { checkpointText } from '../../protocol/merkle/checkpoint.ts';
import { consistencyProof } from '../../protocol/merkle/consistency.ts';
import { inclusionProof } from '../../protocol/merkle/inclusion.ts';
import { treeRoot } from '../../protocol/merkle/node-source.ts';
import { type NoteSigner, type NoteVerifier, signNote } from '../../protocol/merkle/signed-note.ts';
import { leafHash } from '../../protocol/merkle/tree-hash.ts';
import { nodesOf, sha256 } from './merkle.ts';

/** The key pair of a log. */
export interface TestLogKey extends NoteSigner, NoteVerifier {
  /** SPKI DER, base64. */
  readonly publicKey: string;
}

export function testLogKey(pair = generateKeyPairSync('ed25519')): TestLogKey {
  const { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = pair;
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    ...logKey(der, sha256),
    publicKey: der.toString('base64'),
    sign: (bytes) => sign(null, bytes, privateKey),
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}

/** A log in memory that can be forked, cut short and made to lie. */
export class TestLog {
  readonly key: TestLogKey;
  readonly entries: LogEntry[];

  constructor(key: TestLogKey = testLogKey(), entries: readonly LogEntry[] = []) {
    this.key = key;
    this.entries = [...entries];
  }

  /** Another log of the same key that begins with the first `size` entries of this one. */
  fork(size: number): TestLog {
    return new TestLog(this.key, this.entries.slice(0, size));
  }

  add(record: Pick<LogEntry, 'agent' | 'seq' | 'hash'>, receivedAt = '2026-11-21T08:00:00.000Z'): void {
    this.entries.push({ v: 1, ...record, receivedAt });
  }

  root(size = this.entries.length): Uint8Array {
    return treeRoot(size, this.#nodes(), sha256);
  }

  checkpoint(size = this.entries.length): string {
    return signNote(checkpointText({ origin: this.key.name, size, root: this.root(size) }), this.key);
  }

  receipt(index: number, knownSize = 0, size = this.entries.length): LogReceipt {
    const nodes = this.#nodes();
    return {
      checkpoint: this.checkpoint(size),
      index,
      receivedAt: this.entries[index]?.receivedAt ?? '',
      inclusion: inclusionProof({ index, size }, nodes, sha256).map(base64Of),
      consistency:
        knownSize > size ? [] : consistencyProof({ from: knownSize, to: size }, nodes, sha256).map(base64Of),
    };
  }

  #nodes() {
    return nodesOf(this.entries.map((entry) => leafHash(logEntryBytes(entry), sha256)));
  }
}
