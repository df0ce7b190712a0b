import * as vscode from 'vscode';
import type { RecordNotice } from '../protocol/control.ts';
import { isShown, type Notice, noticeOf } from './core/notices.ts';
import { offer } from './offer.ts';
import type { Panel } from './panel/register-panel.ts';

/** How many notices are remembered as said; beyond, the oldest may be said again. */
const MAX_SAID = 500;

export interface NotifierOptions {
  /** Sessions whose records are this window's to tell. */
  readonly isOurs: (session: string | null) => boolean;
  readonly panel: Pick<Panel, 'show'>;
  readonly log: (text: string) => void;
}

/** Tells the person what happened to something of this window, or waits for them, once. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #said = new Set<string>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  hear(record: RecordNotice): void {
    if (!this.#options.isOurs(record.session)) return;
    const notice = noticeOf(record);
    if (notice !== null) this.tell(notice);
  }

  tell(notice: Notice): void {
    if (this.#said.has(notice.key)) return;
    this.#remember(notice.key);
    this.#options.log(notice.text);
    const setting = vscode.workspace.getConfiguration('countersign').get<string>('notifications') ?? 'all';
    if (isShown(notice, setting)) void show(notice, this.#options.panel);
  }

  #remember(key: string): void {
    this.#said.add(key);
    const [oldest] = this.#said;
    if (this.#said.size > MAX_SAID && oldest !== undefined) this.#said.delete(oldest);
  }
}

/** Each leads to the place in the panel that says more. */
function show({ kind, text, approval }: Notice, panel: NotifierOptions['panel']): Promise<void> {
  switch (kind) {
    case 'held':
    case 'released':
      return offer('information', text, { 'Open Panel': () => panel.show('approvals', approval) });
    case 'asked':
      return offer('information', text, { Review: () => panel.show('approvals', approval) });
    case 'refused':
      return offer('warning', text, { Why: () => panel.show('policy', null) });
    case 'masked':
      return offer('information', text, { 'What Was Kept Back': () => panel.show('masked', null) });
  }
}
