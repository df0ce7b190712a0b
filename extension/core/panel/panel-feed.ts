import type { PanelSlice } from '../../../protocol/panel.ts';
import {
  ACTIVITY_ANSWER,
  HOLDS_ANSWER,
  INBOX_ANSWER,
  MASKED_ANSWER,
  POLICY_VIEW,
  REVISION_ANSWER,
} from '../../../protocol/panel-schema.ts';
import type { PolicyQuestion, RevisionAnswer } from '../../../protocol/panel-view.ts';
import type { JsonSchema } from '../../../protocol/schema.ts';
import { faultIn } from '../../../protocol/schema-check.ts';
import { type AgentCall, AgentCallError } from './panel-asks.ts';

export interface FeedPorts {
  /** Throws AgentCallError. */
  readonly call: (call: AgentCall) => Promise<unknown>;
  readonly reviewerAuthorization: () => Promise<string | null>;
  readonly workspace: () => Promise<PolicyQuestion>;
  readonly pause: (ms: number) => Promise<void>;
  readonly onSlice: (slice: PanelSlice) => void;
}

/** Whether somebody still looks. */
export interface Watched {
  readonly isOver: boolean;
}

/** Between two looks, so that a busy agent is not asked for every record. */
const BETWEEN_MS = 500;
const AFTER_FAILURE_MS = 3000;

/** Tells all that the panel shows, now and whenever it changes, until nobody looks any more. */
export async function feedPanel(ports: FeedPorts, watched: Watched): Promise<void> {
  let revision = 0;
  while (!watched.isOver) {
    await tellAll(ports, watched);
    await ports.pause(BETWEEN_MS);
    const next = watched.isOver ? revision : await newsAfter(revision, ports);
    if (next === null) await ports.pause(AFTER_FAILURE_MS);
    revision = next ?? 0;
  }
}

/** Tells all of it once. */
export async function tellAll(ports: FeedPorts, watched: Watched): Promise<void> {
  const question = await ports.workspace();
  const slices = await Promise.all([
    sliceOf(ports, 'holds', HOLDS_ANSWER, { method: 'GET', path: '/v1/holds' }),
    inboxOf(ports),
    sliceOf(ports, 'masked', MASKED_ANSWER, { method: 'GET', path: '/v1/masked' }),
    sliceOf(ports, 'activity', ACTIVITY_ANSWER, { method: 'GET', path: '/v1/activity' }),
    sliceOf(ports, 'policy', POLICY_VIEW, { method: 'POST', path: '/v1/policy', body: question }),
  ]);
  if (watched.isOver) return;
  for (const slice of slices) ports.onSlice(slice);
}

async function inboxOf(ports: FeedPorts): Promise<PanelSlice> {
  const authorization = await ports.reviewerAuthorization();
  if (authorization === null) return { part: 'inbox', value: { kind: 'signed-out' } };
  return sliceOf(ports, 'inbox', INBOX_ANSWER, { method: 'GET', path: '/v1/inbox', authorization });
}

type Part = Exclude<PanelSlice['part'], 'connection'>;

async function sliceOf(
  { call }: FeedPorts,
  part: Part,
  schema: JsonSchema,
  asked: AgentCall,
): Promise<PanelSlice> {
  try {
    const value = await call(asked);
    if (faultIn(schema, value) !== null) return failed(part, 'The agent answered with something unexpected.');
    return { part, value: { kind: 'known', value } } as PanelSlice;
  } catch (cause) {
    if (!(cause instanceof AgentCallError)) throw cause;
    return failed(part, `${cause.message.charAt(0).toUpperCase()}${cause.message.slice(1)}.`);
  }
}

function failed(part: Part, message: string): PanelSlice {
  return { part, value: { kind: 'failed', message, hint: '' } };
}

/** The revision once it is another one, or after a while; null where the agent does not say. */
async function newsAfter(revision: number, { call }: FeedPorts): Promise<number | null> {
  try {
    const answer = await call({ method: 'GET', path: `/v1/changes?after=${revision}` });
    return faultIn(REVISION_ANSWER, answer) === null ? (answer as RevisionAnswer).revision : null;
  } catch (cause) {
    if (!(cause instanceof AgentCallError)) throw cause;
    return null;
  }
}
