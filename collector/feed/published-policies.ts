import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompiledPolicy, compilePolicy } from '../../policy/compile.ts';

/** The policies of a published feed: the one of now, and those that agents may still enforce. */
export interface PublishedPolicies {
  /** SHA-256 of each file, lower-case hex. */
  files(): Promise<readonly string[]>;
  /** One of `files`. Throws PolicyError for one that no agent could enforce. */
  read(file: string): Promise<CompiledPolicy>;
}

const SUFFIX = '.policy.yaml';

/** Each is compiled once, for as long as it is there. */
export function openPublishedPolicies(directory: string): PublishedPolicies {
  const known = new Map<string, CompiledPolicy>();

  async function files(): Promise<readonly string[]> {
    const names = await readdir(join(directory, 'targets'));
    const found = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    for (const file of known.keys()) if (!found.includes(file)) known.delete(file);
    return found;
  }

  async function read(file: string): Promise<CompiledPolicy> {
    const compiled = known.get(file) ?? compilePolicy(await textOf(file), sha256);
    known.set(file, compiled);
    return compiled;
  }

  const textOf = (file: string): Promise<string> =>
    readFile(join(directory, 'targets', `${file}${SUFFIX}`), 'utf8');

  return { files, read };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
