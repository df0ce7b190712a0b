import * as vscode from 'vscode';
import { rewrittenHosts, sshHosts } from './core/ssh-remotes.ts';
import type { EditorSettings } from './editor-settings.ts';
import { offer } from './offer.ts';
import type { Protector } from './protector.ts';

const REWRITE_KEY = 'countersign.git.rewriteSsh';
const WARNED_KEY = 'countersign.sshWarned';

export interface SshWarningPorts {
  readonly memory: vscode.Memento;
  readonly settings: Pick<EditorSettings, 'set'>;
  readonly protector: Pick<Protector, 'governed' | 'protection'>;
}

/** Says once of a workspace that its remotes go round the agent over SSH, and offers the way that does not. */
export class SshWarning {
  readonly #ports: SshWarningPorts;

  constructor(ports: SshWarningPorts) {
    this.#ports = ports;
  }

  async look(): Promise<void> {
    const { memory, protector, settings } = this.#ports;
    if (protector.protection.kind === 'unprotected') return;
    const { remotes, hosts } = protector.governed;
    const rewriteSsh = vscode.workspace.getConfiguration().get<boolean>(REWRITE_KEY) ?? false;
    const rewritten = rewrittenHosts({ hosts, remotes, rewriteSsh });
    const found = sshHosts(remotes, hosts)
      .filter((host) => !rewritten.includes(host))
      .join(', ');
    if (found === '' || memory.get<string>(WARNED_KEY) === found) return;
    await memory.update(WARNED_KEY, found);
    await offer(
      'warning',
      `Git reaches ${found} over SSH, which Countersign cannot read: pushes go there without a review.`,
      { 'Go over HTTPS': () => settings.set(REWRITE_KEY, true, { kind: 'value', value: true }) },
    );
  }
}
