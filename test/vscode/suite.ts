import { strictEqual } from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AgentStatus } from '../../protocol/control.ts';

/** Runs inside the extension host, in whatever editor `@vscode/test-electron` was given. Bundled before. */
const EXTENSION = 'countersign.countersign';
const PATIENCE_MS = 60_000;

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  'is active once the editor has started': async () => {
    await until(() => extension().isActive);
  },
  'serves every command of its manifest': async () => {
    const known = await vscode.commands.getCommands(true);
    const missing = manifest().contributes.commands.filter(({ command }) => !known.includes(command));
    if (missing.length > 0) throw new Error(missing.map(({ command }) => command).join());
  },
  'starts an agent of its own version': async () => {
    await until(async () => (await agentStatus()) !== null);
    strictEqual((await agentStatus())?.version, manifest().version);
  },
  'changes no setting before somebody agreed': async () => {
    for (const name of ['http.proxy', 'http.proxySupport', 'git.path']) {
      strictEqual(vscode.workspace.getConfiguration().inspect(name)?.globalValue, undefined, name);
    }
    await Promise.resolve();
  },
};

/** Called by the editor, which takes a rejection for a failure. */
export async function run(): Promise<void> {
  const failed: string[] = [];
  for (const [name, check] of Object.entries(CASES)) {
    try {
      await check();
      console.log(`ok: ${name}`);
    } catch (fault) {
      failed.push(name);
      console.log(`failed: ${name}: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
  if (failed.length > 0) throw new Error(`failed: ${failed.join('; ')}`);
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION);
  if (found === undefined) throw new Error(`the editor does not know ${EXTENSION}`);
  return found;
}

interface Manifest {
  readonly version: string;
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}

/** Null while no agent answers. */
function agentStatus(): Promise<AgentStatus | null> {
  const socketPath = join(process.env['COUNTERSIGN_HOME'] ?? '', 'agent', 'control.sock');
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/v1/status' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve(JSON.parse(text) as AgentStatus));
    });
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('it did not come about in time');
}
