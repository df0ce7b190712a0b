import type { LogReceipt } from '../../protocol/log-receipt.ts';
import { base64Of } from '../../protocol/merkle/base64.ts';
import { checkpointText } from '../../protocol/merkle/checkpoint.ts';
import { consistencyProof } from '../../protocol/merkle/consistency.ts';
import { inclusionProof } from '../../protocol/merkle/inclusion.ts';
import { type NodeSource, treeRoot } from '../../protocol/merkle/node-source.ts';
import { type NoteSigner, signNote } from '../../protocol/merkle/signed-note.ts';
import type { LogTable } from '../store/log.ts';
import { sha256 } from './sha256.ts';
import { TreeNodes } from './tree-nodes.ts';

/** The Merkle tree of all records. Its one sequencer is the store, in the transaction that stores them. */
export interface RecordLog {
  size(): Promise<number>;
  /** The signed head of the first `size` leaves: the same bytes however often it is asked for. */
  checkpoint(size: number): Promise<string>;
  root(size: number): Promise<Uint8Array>;
  /** For a stored record, with the proof that the tree of `knownSize` leaves, if it ever was, became this one. */
  receipt(record: { readonly agent: string; readonly seq: number }, knownSize: number): Promise<LogReceipt>;
  /** The head of the whole tree, with the same proof. */
  head(knownSize: number): Promise<LogHead>;
}

export interface LogHead {
  readonly size: number;
  /** Null while there is no leaf. */
  readonly checkpoint: string | null;
  /** Base64. */
  readonly consistency: readonly string[];
}

export function createRecordLog(table: LogTable, signer: NoteSigner): RecordLog {
  const nodes = new TreeNodes(table);
  const sign = (size: number, root: Uint8Array): string =>
    signNote(checkpointText({ origin: signer.name, size, root }), signer);
  const root = async (size: number): Promise<Uint8Array> => treeRoot(size, await nodes.of(size, []), sha256);
  return {
    size: () => table.size(),
    checkpoint: async (size) => sign(size, await root(size)),
    root,
    head: async (knownSize) => {
      const size = await table.size();
      const tree = await nodes.of(size, [lastOf(knownSize)]);
      const checkpoint = size === 0 ? null : sign(size, treeRoot(size, tree, sha256));
      return { size, checkpoint, consistency: consistencyOf({ from: knownSize, to: size }, tree) };
    },
    receipt: async ({ agent, seq }, knownSize) => {
      const logged = await table.entryOf(agent, seq);
      if (logged === null) throw new RangeError(`record ${seq} has no receipt, since it is not stored`);
      const size = await table.size();
      const tree = await nodes.of(size, [logged.index, lastOf(knownSize)]);
      return {
        checkpoint: sign(size, treeRoot(size, tree, sha256)),
        index: logged.index,
        receivedAt: logged.entry.receivedAt,
        inclusion: inclusionProof({ index: logged.index, size }, tree, sha256).map(base64Of),
        consistency: consistencyOf({ from: knownSize, to: size }, tree),
      };
    },
  };
}

function lastOf(size: number): number {
  return Math.max(0, size - 1);
}

/** Who knew a larger tree than there is sees it by the checkpoint. */
function consistencyOf(
  { from, to }: { readonly from: number; readonly to: number },
  tree: NodeSource,
): readonly string[] {
  return from > to ? [] : consistencyProof({ from, to }, tree, sha256).map(base64Of);
}
