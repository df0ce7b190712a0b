import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { SessionAsk, SessionGrant, SessionSecret } from '../protocol/control.ts';
import { userInfoOf } from './core/user-info.ts';

/** What this window's terminals and its Git are: a person and an assistant share them. */
const ACTOR = 'mixed';

/**
 * The session that this window asks for: the one it had before it was reloaded, so that terminals which outlived the
 * reload go on working.
 */
export async function windowSession(secrets: vscode.SecretStorage): Promise<SessionAsk> {
  const resume = parsed(await secrets.get(storageKey()));
  return {
    actor: ACTOR,
    program: `${vscode.env.appName} window`,
    parent: null,
    folders: folders(),
    ...(resume === null ? {} : { resume }),
  };
}

/** Remembers the session for the next time this window is loaded. */
export async function keepWindowSession(secrets: vscode.SecretStorage, grant: SessionGrant): Promise<void> {
  await secrets.store(storageKey(), JSON.stringify(userInfoOf(grant.proxyUrl)));
}

function folders(): readonly string[] {
  const open = vscode.workspace.workspaceFolders ?? [];
  return open.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

/** Windows without a folder share one. */
function storageKey(): string {
  const digest = createHash('sha256').update(folders().join('\n')).digest('hex');
  return `countersign.session.${digest.slice(0, 16)}`;
}

function parsed(text: string | undefined): SessionSecret | null {
  if (text === undefined) return null;
  const { id, secret } = JSON.parse(text) as Partial<SessionSecret>;
  return id === undefined || secret === undefined ? null : { id, secret };
}
