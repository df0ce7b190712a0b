import * as vscode from 'vscode';
import type { AgentLink } from './agent-link.ts';
import { askCommand, type ShippedCommand } from './shipped-command.ts';

/** As `countersign enroll --show` prints it. */
interface OfferedFeed {
  readonly url: string;
  readonly root: number;
  readonly fingerprint: string;
}

export interface EnrollPorts {
  readonly link: AgentLink;
  readonly command: ShippedCommand;
}

const ENROLL = 'It Is: Enrol';

/** Takes the policy from the organisation's signed feed from now on, once somebody has compared its fingerprint. */
export async function enroll({ link, command }: EnrollPorts): Promise<void> {
  const url = await vscode.window.showInputBox({
    title: 'Enrol with a policy feed',
    prompt:
      "Address of the feed, or of the collector that serves it. Afterwards a policy file of this machine's own counts no longer.",
    value: link.state.kind === 'connected' ? link.state.status.collector.url : '',
    ignoreFocusOut: true,
  });
  if (url === undefined || url === '') return;
  const offered = (await askCommand(command, ['enroll', url, '--show'])) as OfferedFeed;
  const chosen = await vscode.window.showWarningMessage(
    'Is this the fingerprint that your security team gave you?',
    { modal: true, detail: `${inGroups(offered.fingerprint)}\n\nRoot ${offered.root} of ${offered.url}` },
    ENROLL,
  );
  if (chosen !== ENROLL) return;
  await askCommand(command, ['enroll', url, '--fingerprint', offered.fingerprint]);
  await link.stop('it is started anew');
  await link.connect();
  await vscode.window.showInformationMessage(
    `Countersign takes its policy from ${offered.url}, and from nowhere else.`,
  );
}

function inGroups(fingerprint: string): string {
  return (fingerprint.match(/.{1,8}/g) ?? []).join(' ');
}
