import { recordJson } from '../../protocol/audit-record.ts';
import { recordHash } from '../../protocol/chain.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { sha256Hex } from '../evidence/sha256.ts';
import { jsonLine } from '../json-line.ts';
import { type Facts, factsOf } from './facts.ts';

/** Of the Open Cybersecurity Schema Framework, schema.ocsf.io; the names and numbers below are of this version. */
export const OCSF_VERSION = '1.9.0';

/**
 * The record as one line of OCSF in ASCII, with its line feed. What OCSF has no name for is in `unmapped`, all of it:
 * the record as its agent signed it, and the signature. OCSF's own attestation is left out, since it would be of this
 * event and nobody signed that.
 */
export function ocsfLine(stored: StoredRecord, version: string): string {
  return jsonLine(ocsfEvent(stored, version));
}

function ocsfEvent(stored: StoredRecord, version: string): JsonObject {
  const facts = factsOf(stored);
  const { event, at } = stored.record;
  const { category, cls, activity, activityName, more } = classOf(stored, facts, version);
  return {
    category_uid: category,
    class_uid: cls,
    activity_id: activity,
    activity_name: activityName,
    type_uid: cls * 100 + activity,
    time: Date.parse(at),
    severity_id: SEVERITIES[facts.weight],
    message: facts.message,
    metadata: metadataOf(stored, { version, profiles: 'action_id' in more ? ['security_control'] : [] }),
    ...more,
    ...(facts.reason === null ? {} : { status_detail: facts.reason }),
    unmapped: { event, actor: facts.actor, ...evidenceOf(stored) },
  };
}

const SEVERITIES: Readonly<Record<Facts['weight'], number>> = { note: 1, low: 2, medium: 3, high: 4 };

interface OcsfClass {
  readonly category: number;
  readonly cls: number;
  readonly activity: number;
  readonly activityName: string;
  readonly more: JsonObject;
}

function classOf(stored: StoredRecord, facts: Facts, version: string): OcsfClass {
  const { event } = stored.record;
  if (event === 'agent.started') return lifecycle({ activity: 3, activityName: 'Start', version });
  if (event === 'agent.stopped') return lifecycle({ activity: 4, activityName: 'Stop', version });
  if (event === 'log.rejected') return detectionFinding(facts);
  if (ACTIVITY.test(event)) return apiActivity(stored, facts);
  return { category: 0, cls: 0, activity: 99, activityName: event, more: {} };
}

/** Something that somebody did, or wanted to do, through an agent. */
const ACTIVITY = /^(?:session|exchange|credential)\.|^agent\.read$/;

/** Application Lifecycle, 6002. `app` gave way to `application` in 1.9.0; readers of older versions need it. */
function lifecycle(
  of: Pick<OcsfClass, 'activity' | 'activityName'> & { readonly version: string },
): OcsfClass {
  const { activity, activityName, version } = of;
  const more = { app: product(version), application: { name: 'Countersign agent', version } };
  return { category: 6, cls: 6002, activity, activityName, more };
}

/** Detection Finding, 2004: an agent holds two signatures of one log that exclude each other, or no proof. */
function detectionFinding({ uid, message }: Facts): OcsfClass {
  const more = {
    finding_info: { uid, title: 'The log of a collector does not hold', desc: message },
    status_id: 1,
    is_alert: true,
  };
  return { category: 2, cls: 2004, activity: 1, activityName: 'Create', more };
}

/** API Activity, 6003. */
function apiActivity(stored: StoredRecord, facts: Facts): OcsfClass {
  const { record } = stored;
  const operation = facts.kind ?? record.event;
  const { activity, activityName } = activityOf(facts, operation);
  const resources = resourcesOf(facts);
  const more: JsonObject = {
    actor: actorOf(stored, facts),
    api: {
      operation,
      ...(facts.host === null ? {} : { service: { name: facts.host } }),
      ...(record.exchange === null ? {} : { request: { uid: record.exchange } }),
    },
    src_endpoint: { uid: record.agent },
    ...(facts.host === null ? {} : { dst_endpoint: endpointOf(facts.host, facts.port) }),
    ...(facts.method === null ? {} : { http_request: requestOf(facts.method, facts.path) }),
    ...(resources.length === 0 ? {} : { resources }),
    ...controlOf(facts),
    ...statusOf(facts),
  };
  return { category: 6, cls: 6003, activity, activityName, more };
}

type Activity = Pick<OcsfClass, 'activity' | 'activityName'>;

const CREATE: Activity = { activity: 1, activityName: 'Create' };
const READ: Activity = { activity: 2, activityName: 'Read' };
const UPDATE: Activity = { activity: 3, activityName: 'Update' };
const DELETE: Activity = { activity: 4, activityName: 'Delete' };

const ACTIVITIES: ReadonlyMap<string, Activity> = new Map([
  ['git.fetch', READ],
  ['host.read', READ],
  ['agent.read', READ],
  ['git.push', UPDATE],
  ['repo.write', UPDATE],
  ['create', CREATE],
  ['update', UPDATE],
  ['delete', DELETE],
]);

function activityOf({ change }: Facts, operation: string): Activity {
  const known = ACTIVITIES.get(change ?? '') ?? ACTIVITIES.get(operation);
  return known ?? { activity: 99, activityName: operation };
}

/** An actor has at least one of these (objects/actor). */
function actorOf({ record }: StoredRecord, { subject, program }: Facts): JsonObject {
  return {
    user: subject === null ? { name: 'unknown', type_id: 0 } : { uid: subject, name: subject },
    ...(record.session === null ? {} : { session: { uid: record.session } }),
    ...(program === null ? {} : { application: { name: program } }),
  };
}

function endpointOf(host: string, port: number | null): JsonObject {
  return { hostname: host, ...(port === null ? {} : { port }) };
}

function requestOf(method: string, path: string | null): JsonObject {
  return { http_method: method, ...(path === null ? {} : { url: { path } }) };
}

function resourcesOf({ repository, ref }: Facts): readonly JsonObject[] {
  return [
    ...(repository === null ? [] : [{ uid: repository, name: repository, type: 'repository' }]),
    ...(ref === null ? [] : [{ uid: ref, name: ref, type: 'git ref' }]),
  ];
}

/** The profile `security_control`: what the policy made of it. A held one is neither allowed nor denied yet. */
function controlOf({ decision, rules }: Facts): JsonObject {
  if (decision === null) return {};
  const policy = rules.length === 0 ? {} : { policy: { name: rules.join(', ') } };
  switch (decision) {
    case 'accepted':
      return { action_id: 1, disposition_id: 1, is_alert: false, ...policy };
    case 'refused':
      return { action_id: 2, disposition_id: 2, is_alert: true, ...policy };
    case 'held':
      return { action_id: 0, disposition_id: 14, is_alert: false, ...policy };
  }
}

function statusOf({ result, decision }: Facts): JsonObject {
  if (result !== null) return { status_id: result === 'succeeded' ? 1 : 2 };
  return decision === 'refused' ? { status_id: 2 } : {};
}

function metadataOf(
  { record, receivedAt, index }: StoredRecord,
  { version, profiles }: { readonly version: string; readonly profiles: readonly string[] },
): JsonObject {
  return {
    version: OCSF_VERSION,
    product: product(version),
    profiles,
    uid: `${record.agent}:${record.seq}`,
    event_code: record.event,
    sequence: record.seq,
    log_name: record.agent,
    logged_time: Date.parse(receivedAt),
    original_time: record.at,
    ...(record.exchange === null ? {} : { correlation_uid: record.exchange }),
    labels: [`log_index:${index}`],
  };
}

function product(version: string): JsonObject {
  return { name: 'Countersign', vendor_name: 'Countersign', version };
}

function evidenceOf({ index, receivedAt, record, signature }: StoredRecord): JsonObject {
  const hash = recordHash(record, sha256Hex);
  return { index, receivedAt, hash, signature, record: recordJson(record) };
}
