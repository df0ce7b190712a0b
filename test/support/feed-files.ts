import { createHash } from 'node:crypto';

const EXPIRES = '2026-12-01T00:00:00Z';

/** The files of an unsigned feed that has this policy in force: name in the feed → content. */
export function publishedFiles(policy: string, version = 1): Readonly<Record<string, string>> {
  const sha256 = createHash('sha256').update(policy).digest('hex');
  const signed = (content: object): string => JSON.stringify({ signed: { expires: EXPIRES, ...content } });
  return {
    [`targets/${sha256}.policy.yaml`]: policy,
    [`${version}.targets.json`]: signed({ version, targets: { 'policy.yaml': { hashes: { sha256 } } } }),
    [`${version}.snapshot.json`]: signed({ version, meta: { 'targets.json': { version } } }),
    'timestamp.json': signed({ version, meta: { 'snapshot.json': { version } } }),
  };
}
