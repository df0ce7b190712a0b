import type { ChainPorts } from '../../protocol/chain.ts';
import type { FileSystem } from './file-system.ts';
import type { JournalEnd } from './journal-writer.ts';
import { type Scan, scanJournal } from './scan.ts';
import { SegmentFile } from './segment-file.ts';
import { segmentPath } from './segment-name.ts';

export interface OpenEndOptions {
  readonly directory: string;
  readonly acknowledged: number;
  readonly ports: ChainPorts;
  readonly fileSystem: FileSystem;
}

/** Verifies what is there and makes its end fit to be written on. Throws what `scanJournal` throws. */
export async function openEnd(options: OpenEndOptions): Promise<JournalEnd & Pick<Scan, 'unacknowledged'>> {
  const { directory, fileSystem } = options;
  const scan = await scanJournal(directory, options.acknowledged, options.ports);
  const last = scan.segments.at(-1);
  const active =
    last === undefined
      ? await SegmentFile.create(segmentPath(directory, 1), fileSystem)
      : await SegmentFile.open(last, fileSystem);
  try {
    const cut = await active.settle();
    if (scan.tail === 'unterminated') await active.append(Buffer.from('\n'));
    const { head, unacknowledged } = scan;
    return { head, unacknowledged, closed: scan.segments.slice(0, -1), active, cutBytes: cut };
  } catch (error) {
    await active.close();
    throw error;
  }
}
