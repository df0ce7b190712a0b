import * as vscode from 'vscode';
import { bypassIn } from './bypass-watch.ts';
import { type DoctorCheck, type DoctorReport, reportMarkdown, withChecks } from './core/doctor-report.ts';
import { offer } from './offer.ts';
import { isLedThroughAgent } from './probe.ts';
import type { Protector } from './protector.ts';
import { askCommand, type ShippedCommand } from './shipped-command.ts';

export interface DoctorPorts {
  readonly protector: Protector;
  readonly command: ShippedCommand;
}

/** The doctor of the command line, and what only the editor can try; shows the report. */
export async function doctor({ protector, command }: DoctorPorts): Promise<DoctorReport> {
  const title = 'Countersign: sending a request through each link';
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    async () => {
      const own = await editorChecks(protector);
      return withChecks((await askCommand(command, ['doctor'])) as DoctorReport, own);
    },
  );
  protector.found(bypassIn(report));
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: reportMarkdown(report),
  });
  await vscode.window.showTextDocument(document, { preview: true });
  if (report.standing === 'broken') {
    void offer('warning', 'Countersign: something has to be mended. The report says what, and how.', {
      'Set Up Protection': () => vscode.commands.executeCommand('countersign.setUp'),
    });
  }
  return report;
}

async function editorChecks({ wiring, wayRound }: Protector): Promise<readonly DoctorCheck[]> {
  const told = { id: 'editor', title: 'Requests of this editor go through the agent' };
  if (wiring.kind === 'none')
    return [
      { ...told, outcome: 'failed', detail: 'it was not set up', mend: '"Countersign: Set Up Protection"' },
    ];
  if (wiring.kind === 'changed') {
    const detail = `${wiring.what} was changed since`;
    return [{ ...told, outcome: 'failed', detail, mend: '"Countersign: Set Up Protection"' }];
  }
  if (wayRound !== null) {
    const mend = 'take that out of your settings, or start the editor without it';
    return [{ ...told, outcome: 'failed', detail: `${wayRound}: extensions go past the agent`, mend }];
  }
  if (await isLedThroughAgent()) return [{ ...told, outcome: 'ok', detail: 'tried', mend: '' }];
  const detail = 'a request that an extension sent found its own way';
  const mend = 'see http.proxySupport and http.noProxy in your settings, then reload the window';
  return [{ ...told, outcome: 'failed', detail, mend }];
}
