import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { replaceSecretFile } from '../../collector/identity/secret-file.ts';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER } from '../../protocol/collector-schema.ts';
import { open, text } from '../../protocol/schema.ts';
import { LoginError } from './login-error.ts';

/** Whom this home's agent works for, and at which collector. */
export interface KeptLogin {
  readonly collector: string;
  readonly agent: AgentTokenAnswer;
}

const isLogin = new Ajv({ allowUnionTypes: true }).compile<KeptLogin>(
  open({ collector: text(500), agent: AGENT_TOKEN_ANSWER }),
);

/**
 * Null where nobody signed in. Throws LoginError where what is kept cannot be read: an agent that took that for no
 * sign-in would work for another collector, without a word.
 */
export function keptLogin(home: string): KeptLogin | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(pathIn(home), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(home);
  }
  if (!isLogin(value)) throw unreadable(home);
  return value;
}

function unreadable(home: string): LoginError {
  const hint = 'sign out and in again: countersign logout, countersign login URL';
  return new LoginError('unreadable-login', `${pathIn(home)} holds no sign-in that can be read`, hint);
}

/** For its owner alone. */
export function keepLogin(home: string, login: KeptLogin): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  replaceSecretFile(pathIn(home), `${JSON.stringify(login)}\n`);
}

/** Whether there was one. */
export function dropLogin(home: string): boolean {
  const was = existsSync(pathIn(home));
  rmSync(pathIn(home), { force: true });
  return was;
}

function pathIn(home: string): string {
  return join(home, 'login.json');
}
