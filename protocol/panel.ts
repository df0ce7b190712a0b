import { APPROVAL_ID } from './approval-schema.ts';
import type { ApprovalReview, VoteRequest } from './approvals-api.ts';
import { APPROVAL_REVIEW, VOTE_REQUEST } from './collector-schema.ts';
import {
  ACTIVITY_ANSWER,
  DISPUTE_REQUEST,
  HOLDS_ANSWER,
  INBOX_ANSWER,
  MASKED_ANSWER,
  MASKED_REF,
  MAX_SECRET_CHARS,
  POLICY_VIEW,
} from './panel-schema.ts';
import type {
  ActivityAnswer,
  DisputeRequest,
  HoldsAnswer,
  InboxAnswer,
  MaskedAnswer,
  MaskedRef,
  PolicyView,
} from './panel-view.ts';
import { closed, type JsonSchema, list, oneOf, open, textOrEmpty, whole } from './schema.ts';
import { faultIn } from './schema-check.ts';

/** The version of these messages. Panel and extension come in one package; a panel kept open over an update does not. */
export const PANEL_VERSION = 1;

/** Pages of the panel. */
export const PANEL_SECTIONS = ['approvals', 'masked', 'activity', 'policy'] as const;

export type PanelSection = (typeof PANEL_SECTIONS)[number];

/** What the panel can have the editor do, besides what it asks of the agent. */
export const PANEL_COMMANDS = [
  'sign-in',
  'log-in-again',
  'sign-out',
  'set-up',
  'doctor',
  'log',
  'restart',
] as const;

export type PanelCommand = (typeof PANEL_COMMANDS)[number];

/** From the panel to the extension. */
export type FromPanel =
  /** It has been drawn, and knows nothing yet. */
  | { readonly kind: 'ready' }
  /** Answered with the same number. */
  | { readonly kind: 'ask'; readonly id: number; readonly ask: PanelAsk }
  | { readonly kind: 'command'; readonly command: PanelCommand };

export type PanelAsk =
  | { readonly kind: 'cancel'; readonly approval: string }
  | { readonly kind: 'review'; readonly approval: string }
  | { readonly kind: 'vote'; readonly approval: string; readonly vote: VoteRequest }
  | { readonly kind: 'original'; readonly of: MaskedRef }
  | { readonly kind: 'dispute'; readonly dispute: DisputeRequest };

/** From the extension to the panel. */
export type ToPanel =
  | { readonly kind: 'slice'; readonly slice: PanelSlice }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: PanelAnswer }
  /** Somebody pressed a notification, or a command of the palette. */
  | { readonly kind: 'show'; readonly section: PanelSection; readonly approval: string | null };

export type PanelAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'review'; readonly review: ApprovalReview }
  /** Shown, and kept nowhere. */
  | { readonly kind: 'original'; readonly secret: string }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** One part of what the panel shows. Each is sent whole whenever it changes. */
export type PanelSlice =
  | { readonly part: 'connection'; readonly value: PanelConnection }
  | { readonly part: 'holds'; readonly value: Known<HoldsAnswer> }
  | { readonly part: 'inbox'; readonly value: PanelInbox }
  | { readonly part: 'masked'; readonly value: Known<MaskedAnswer> }
  | { readonly part: 'activity'; readonly value: Known<ActivityAnswer> }
  | { readonly part: 'policy'; readonly value: Known<PolicyView> };

/** What is known is shown on when a later question fails; that it failed is said beside it. */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string };

export type PanelInbox = Known<InboxAnswer> | { readonly kind: 'signed-out' };

export type PanelConnection =
  | { readonly kind: 'starting' }
  | { readonly kind: 'away'; readonly message: string; readonly hint: string }
  | { readonly kind: 'connected'; readonly subject: string; readonly notes: readonly PanelNote[] };

/** Something about the protection that a person should know, and what they can press about it. */
export interface PanelNote {
  readonly tone: 'warn' | 'bad';
  readonly text: string;
  readonly command: PanelCommand | null;
}

export type PanelMessageErrorCode = 'wrong-version' | 'malformed';

/** What came is no message of this version. The message names a place in it and repeats nothing of it. */
export class PanelMessageError extends Error {
  readonly code: PanelMessageErrorCode;

  constructor(code: PanelMessageErrorCode, message: string) {
    super(message);
    this.name = 'PanelMessageError';
    this.code = code;
  }
}

/** A message as it is posted. */
export function panelMessage<T extends FromPanel | ToPanel>(message: T): T & { readonly v: number } {
  return { v: PANEL_VERSION, ...message };
}

/** Throws PanelMessageError. */
export function readFromPanel(value: unknown): FromPanel {
  return read(value, FROM_PANEL) as FromPanel;
}

/** Throws PanelMessageError. */
export function readToPanel(value: unknown): ToPanel {
  return read(value, TO_PANEL) as ToPanel;
}

function read(value: unknown, schema: JsonSchema): unknown {
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : null;
  if (version !== PANEL_VERSION)
    throw new PanelMessageError('wrong-version', `a message is not of version ${PANEL_VERSION}`);
  const fault = faultIn(schema, value);
  if (fault !== null)
    throw new PanelMessageError('malformed', `a message is not as expected at ${fault || '/'}`);
  return value;
}

const V: JsonSchema = { type: 'integer', const: PANEL_VERSION };
const ASK_ID = whole(1, Number.MAX_SAFE_INTEGER);
const LINE = textOrEmpty(4000);

function union(...schemas: readonly JsonSchema[]): JsonSchema {
  return { type: 'object', oneOf: schemas };
}

const ASK = union(
  closed({ kind: oneOf('cancel', 'review'), approval: APPROVAL_ID }),
  closed({ kind: oneOf('vote'), approval: APPROVAL_ID, vote: VOTE_REQUEST }),
  closed({ kind: oneOf('original'), of: MASKED_REF }),
  closed({ kind: oneOf('dispute'), dispute: DISPUTE_REQUEST }),
);

const FROM_PANEL = union(
  closed({ v: V, kind: oneOf('ready') }),
  closed({ v: V, kind: oneOf('ask'), id: ASK_ID, ask: ASK }),
  closed({ v: V, kind: oneOf('command'), command: oneOf(...PANEL_COMMANDS) }),
);

const NOTE = open({ tone: oneOf('warn', 'bad'), text: LINE, command: { enum: [...PANEL_COMMANDS, null] } });

const CONNECTION = union(
  open({ kind: oneOf('starting') }),
  open({ kind: oneOf('away'), message: LINE, hint: LINE }),
  open({ kind: oneOf('connected'), subject: LINE, notes: list(NOTE, { max: 100 }) }),
);

const FAILED = open({ kind: oneOf('failed'), message: LINE, hint: LINE });

function known(value: JsonSchema): JsonSchema {
  return union(open({ kind: oneOf('known'), value }), FAILED);
}

const INBOX = union(
  open({ kind: oneOf('known'), value: INBOX_ANSWER }),
  FAILED,
  open({ kind: oneOf('signed-out') }),
);

const SLICE = union(
  open({ part: oneOf('connection'), value: CONNECTION }),
  open({ part: oneOf('holds'), value: known(HOLDS_ANSWER) }),
  open({ part: oneOf('inbox'), value: INBOX }),
  open({ part: oneOf('masked'), value: known(MASKED_ANSWER) }),
  open({ part: oneOf('activity'), value: known(ACTIVITY_ANSWER) }),
  open({ part: oneOf('policy'), value: known(POLICY_VIEW) }),
);

const ANSWER = union(
  open({ kind: oneOf('done') }),
  open({ kind: oneOf('review'), review: APPROVAL_REVIEW }),
  open({ kind: oneOf('original'), secret: textOrEmpty(MAX_SECRET_CHARS) }),
  open({ kind: oneOf('refused'), message: LINE, hint: LINE }),
);

const TO_PANEL = union(
  open({ v: V, kind: oneOf('slice'), slice: SLICE }),
  open({ v: V, kind: oneOf('answer'), id: ASK_ID, answer: ANSWER }),
  open({
    v: V,
    kind: oneOf('show'),
    section: oneOf(...PANEL_SECTIONS),
    approval: { type: ['string', 'null'], maxLength: 20 },
  }),
);
