import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { replaceSecretFile } from '../../collector/identity/secret-file.ts';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER } from '../../protocol/collector-schema.ts';
import { open, text } from '../../protocol/schema.ts';

/** Whom this home's agent works for, and at which collector. */
export interface KeptLogin {
  readonly collector: string;
  readonly agent: AgentTokenAnswer;
}

const isLogin = new Ajv({ allowUnionTypes: true }).compile<KeptLogin>(
  open({ collector: text(500), agent: AGENT_TOKEN_ANSWER }),
);

/** Null where nobody signed in, or where what is kept cannot be read as a sign-in. */
export function keptLogin(home: string): KeptLogin | null {
  try {
    const value: unknown = JSON.parse(readFileSync(pathIn(home), 'utf8'));
    return isLogin(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** For its owner alone. */
export function keepLogin(home: string, login: KeptLogin): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  replaceSecretFile(pathIn(home), `${JSON.stringify(login)}\n`);
}

/** Whether there was one. */
export function dropLogin(home: string): boolean {
  const was = keptLogin(home) !== null;
  rmSync(pathIn(home), { force: true });
  return was;
}

function pathIn(home: string): string {
  return join(home, 'login.json');
}
