import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../protocol/json.ts';
import { objectIn } from '../../protocol/json-read.ts';
import type { CollectorOptions, SharedOptions } from '../options.ts';
import { startCollector } from '../server.ts';

/**
 * The whole API: what a collector with local tokens serves, and what one with an identity provider and a policy feed
 * does. Each is started in a folder of its own, asked, and removed.
 */
export async function describeApi(): Promise<JsonObject> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-openapi-'));
  try {
    const feedDirectory = join(folder, 'feed');
    await mkdir(feedDirectory);
    const local = await documentOf({ ...OPTIONS, directory: join(folder, 'local') });
    const shared = await documentOf({
      ...OPTIONS,
      directory: join(folder, 'shared'),
      feedDirectory,
      shared: SHARED,
    });
    return { ...shared, paths: merged(objectIn(local['paths']), objectIn(shared['paths'])) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const OPTIONS = { port: 0, clock: () => new Date() };

/** Nobody is asked: the provider is looked for at the first sign-in. */
const SHARED: SharedOptions = {
  url: new URL('http://127.0.0.1'),
  tls: null,
  ci: [
    {
      provider: 'github-actions',
      issuer: 'http://127.0.0.1/',
      audience: 'countersign',
      require: { repository_id: ['0'] },
      claims: [],
      personClaim: null,
      groups: [],
      tokenMs: 1,
    },
  ],
  identity: {
    issuer: 'http://127.0.0.1/',
    clientId: 'countersign',
    clientSecret: null,
    audience: 'countersign-api',
    scopes: ['openid'],
    native: { clientId: 'countersign-cli', scopes: ['openid'], parameters: {} },
    subjectClaim: 'sub',
    groupsClaim: 'groups',
    claims: [],
    serviceAccounts: [],
    roles: { developer: [], reviewer: [], auditor: [] },
  },
};

async function documentOf(options: CollectorOptions): Promise<JsonObject> {
  const collector = await startCollector(options);
  try {
    const response = await fetch(`http://127.0.0.1:${collector.port}/openapi.json`);
    return (await response.json()) as JsonObject;
  } finally {
    await collector.close();
  }
}

function merged(one: JsonObject, other: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  return Object.fromEntries(
    names.map((name) => [name, { ...objectIn(one[name]), ...objectIn(other[name]) }]),
  );
}
