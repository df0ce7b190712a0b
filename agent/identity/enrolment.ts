import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { EnrolResponse } from '../../protocol/collector-api.ts';
import type { SignedIdentity } from '../../protocol/identity.ts';
import { SIGNED_IDENTITY } from '../../protocol/identity-schema.ts';
import { printable } from '../../protocol/printable.ts';
import { CollectorError } from '../collector-client/collector-error.ts';

/** Whom the agent works for, and whose word on approvals it believes. */
export type Enrolment = EnrolResponse;

export type EnrolmentErrorCode = 'never-enrolled' | 'unreadable' | 'changed' | 'not-theirs' | 'unverified';

export class EnrolmentError extends Error {
  readonly code: EnrolmentErrorCode;
  readonly hint: string;

  constructor(
    code: EnrolmentErrorCode,
    message: string,
    options: { readonly hint: string; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'EnrolmentError';
    this.code = code;
    this.hint = options.hint;
  }
}

/**
 * Enrols with the collector, or uses what an earlier enrolment pinned when the collector cannot be reached. A
 * collector that answers with another key or another subject than was pinned is refused: it is not the one this
 * agent was enrolled with. Nor does the agent go on for whoever else signed in: what it wrote, and has not sent yet, is
 * in the first one's name.
 */
export async function openEnrolment(
  home: string,
  enrol: () => Promise<EnrolResponse>,
  isUnreachable: (cause: unknown) => boolean,
): Promise<Enrolment> {
  const path = join(home, 'agent', 'enrolment.json');
  const pinned = await readPinned(path);
  const answered = await enrol().catch((cause: unknown) => {
    if (isUnreachable(cause)) return cause;
    throw pinned === null ? cause : refused(cause, pinned, home);
  });
  if (!isEnrolResponse(answered)) {
    if (pinned !== null) return pinned;
    throw new EnrolmentError(
      'never-enrolled',
      'the collector cannot be reached and this agent was never enrolled',
      {
        hint: 'start the collector, then the agent; later starts work without it',
        cause: answered,
      },
    );
  }
  if (pinned !== null) return samePin(pinned, answered, path);
  await writeFile(`${path}.new`, `${JSON.stringify(answered, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return answered;
}

function refused(cause: unknown, { subject }: Enrolment, home: string): unknown {
  if (!(cause instanceof CollectorError) || cause.refusal !== 'forbidden') return cause;
  const person = printable(subject);
  const folder = join(home, 'agent');
  return new EnrolmentError(
    'not-theirs',
    `the agent of this home works for ${person}, and the collector does not take it: ${cause.message}`,
    {
      hint: `sign in as ${person}; for somebody else keep ${folder} under another name, or set another COUNTERSIGN_HOME`,
      cause,
    },
  );
}

function samePin(pinned: Enrolment, answered: EnrolResponse, path: string): Enrolment {
  for (const field of ['agent', 'subject', 'collectorKey'] as const) {
    if (pinned[field] !== answered[field]) {
      throw new EnrolmentError(
        'changed',
        `the collector answers with another ${field} than this agent was enrolled with`,
        {
          hint: `if the collector was set up anew on purpose, remove ${path} and start again`,
        },
      );
    }
  }
  return answered;
}

async function readPinned(path: string): Promise<Enrolment | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable(path, cause);
  }
  try {
    const value: unknown = { identity: null, ...JSON.parse(text) };
    if (isEnrolResponse(value)) return value;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path, undefined);
}

function unreadable(path: string, cause: unknown): EnrolmentError {
  return new EnrolmentError('unreadable', `the enrolment at ${path} cannot be read`, {
    hint: 'restore the file, or remove it to enrol again',
    cause,
  });
}

const isIdentity = new Ajv({ allowUnionTypes: true }).compile<SignedIdentity>(SIGNED_IDENTITY);

function isEnrolResponse(value: unknown): value is EnrolResponse {
  if (typeof value !== 'object' || value === null || value instanceof Error) return false;
  const { agent, subject, groups, collectorKey, identity } = value as Record<string, unknown>;
  const strings = [agent, subject, collectorKey].every((each) => typeof each === 'string' && each !== '');
  const isList = Array.isArray(groups) && groups.every((each) => typeof each === 'string');
  return strings && isList && (identity === null || isIdentity(identity));
}
