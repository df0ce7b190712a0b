import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedAccessRecord } from '../../protocol/access-record.ts';

/** Files of the access journal, oldest first. Each is named for its first record, and lines are records. */
export interface AccessFile {
  readonly path: string;
  readonly firstSeq: number;
}

const NAME = /^(\d{16})\.jsonl$/;

export async function accessFiles(directory: string): Promise<readonly AccessFile[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return (await readdir(directory))
    .flatMap((name) => {
      const [, digits] = NAME.exec(name) ?? [];
      return digits === undefined ? [] : [{ path: join(directory, name), firstSeq: Number(digits) }];
    })
    .toSorted((one, other) => one.firstSeq - other.firstSeq);
}

export function accessFile(directory: string, firstSeq: number): AccessFile {
  return { path: join(directory, `${String(firstSeq).padStart(16, '0')}.jsonl`), firstSeq };
}

export interface ReadFile {
  readonly records: readonly SignedAccessRecord[];
  /** How many bytes they are; what follows was never promised to anybody. */
  readonly wholeBytes: number;
}

/** Throws SyntaxError where a whole line is no JSON. */
export async function readAccessFile({ path }: AccessFile): Promise<ReadFile> {
  const bytes = await readFile(path);
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1);
  return { records: lines.map((line) => JSON.parse(line) as SignedAccessRecord), wholeBytes };
}

/** Removes the oldest, so that `max` are left. */
export async function removeOldFiles(directory: string, max: number): Promise<void> {
  const files = await accessFiles(directory);
  for (const { path } of files.slice(0, Math.max(0, files.length - max))) await rm(path);
}
