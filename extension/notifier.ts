import * as vscode from 'vscode';
import type { RecordNotice } from '../protocol/control.ts';
import { isShown, type Notice, noticeOf } from './core/notices.ts';
import { offer } from './set-up.ts';

/** How many notices are remembered as said; beyond, the oldest may be said again. */
const MAX_SAID = 500;

export interface NotifierOptions {
  /** Sessions whose records are this window's to tell. */
  readonly isOurs: (session: string | null) => boolean;
  readonly log: (text: string) => void;
}

/** Tells the person what happened to something of this window, once. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #said = new Set<string>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  hear(record: RecordNotice): void {
    if (!this.#options.isOurs(record.session)) return;
    const notice = noticeOf(record);
    if (notice === null || this.#said.has(notice.key)) return;
    this.#remember(notice.key);
    this.#options.log(notice.text);
    const setting = vscode.workspace.getConfiguration('countersign').get<string>('notifications') ?? 'all';
    if (isShown(notice, setting)) void show(notice);
  }

  #remember(key: string): void {
    this.#said.add(key);
    const [oldest] = this.#said;
    if (this.#said.size > MAX_SAID && oldest !== undefined) this.#said.delete(oldest);
  }
}

function show({ kind, text }: Notice): Promise<void> {
  switch (kind) {
    case 'held':
      return offer('information', text, { 'Open Panel': 'countersign.openPanel' });
    case 'released':
      return offer('information', text, { 'Open Panel': 'countersign.openPanel' });
    case 'refused':
      return offer('warning', text, { Why: 'countersign.openPanel' });
    case 'masked':
      return offer('information', text, { 'What Was Kept Back': 'countersign.openPanel' });
  }
}
