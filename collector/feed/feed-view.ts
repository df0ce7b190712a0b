import type { FeedRoleView, FeedView } from '../../protocol/configuration.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { objectIn } from '../../protocol/json-read.ts';
import type { FeedFiles } from './feed-files.ts';

/** A feed has few roots; past these the newest is not looked for. */
const MAX_ROOTS = 100;

/** What the files of a feed say of themselves. Nothing of it is verified: what cannot be read is left out. */
export async function feedView(files: FeedFiles | null): Promise<FeedView> {
  if (files === null) return { feed: null };
  const timestamp = await signedIn(files, 'timestamp.json');
  const snapshot = await signedIn(files, `${versionOf(timestamp, 'snapshot.json')}.snapshot.json`);
  const targets = await signedIn(files, `${versionOf(snapshot, 'targets.json')}.targets.json`);
  const roles = { root: await newestRoot(files), timestamp, snapshot, targets } as const;
  const policy = objectIn(objectIn(targets['targets'])['policy.yaml']);
  return {
    feed: {
      roles: ROLES.flatMap((role) => roleOf(role, roles[role])),
      policyFile: textOrNull(objectIn(policy['hashes'])['sha256']),
    },
  };
}

const ROLES = ['root', 'timestamp', 'snapshot', 'targets'] as const;

function roleOf(role: FeedRoleView['role'], { version, expires }: JsonObject): readonly FeedRoleView[] {
  return typeof version === 'number' && typeof expires === 'string' ? [{ role, version, expires }] : [];
}

async function newestRoot(files: FeedFiles): Promise<JsonObject> {
  let newest: JsonObject = {};
  for (let version = 1; version <= MAX_ROOTS; version += 1) {
    const root = await signedIn(files, `${version}.root.json`);
    if (root['version'] !== version) break;
    newest = root;
  }
  return newest;
}

function versionOf(signed: JsonObject, file: string): string {
  const { version } = objectIn(objectIn(signed['meta'])[file]);
  return typeof version === 'number' ? String(version) : '';
}

/** Empty where it is not there, or is no JSON. */
async function signedIn(files: FeedFiles, name: string): Promise<JsonObject> {
  const file = await files.read(name);
  if (file === null) return {};
  try {
    return objectIn(objectIn(JSON.parse(file.bytes.toString('utf8')) as JsonValue)['signed']);
  } catch {
    return {};
  }
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
