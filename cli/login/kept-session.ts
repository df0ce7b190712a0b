import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { replaceSecretFile } from '../../collector/identity/secret-file.ts';
import { INSTANT, open, text } from '../../protocol/schema.ts';

/** A session of somebody who has just logged in, for the commands that act in their name. */
export interface KeptSession {
  readonly collector: string;
  readonly token: string;
  readonly expiresAt: string;
}

const isSession = new Ajv().compile<KeptSession>(
  open({ collector: text(500), token: text(200), expiresAt: INSTANT }),
);

/** Null where nobody has logged in afresh, or what that was good for is over. */
export function keptSession(home: string, now: Date): KeptSession | null {
  const value = contentOf(home);
  if (!isSession(value)) return null;
  return now.getTime() < Date.parse(value.expiresAt) ? value : null;
}

/** For its owner alone. */
export function keepSession(home: string, { collector, token, expiresAt }: KeptSession): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  replaceSecretFile(pathIn(home), `${JSON.stringify({ collector, token, expiresAt })}\n`);
}

export function dropSession(home: string): void {
  rmSync(pathIn(home), { force: true });
}

/** What cannot be read is nobody's session: whoever wants one logs in again. */
function contentOf(home: string): unknown {
  try {
    return JSON.parse(readFileSync(pathIn(home), 'utf8'));
  } catch {
    return null;
  }
}

function pathIn(home: string): string {
  return join(home, 'fresh-login.json');
}
