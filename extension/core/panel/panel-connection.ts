import type { PanelConnection } from '../../../protocol/panel.ts';
import type { LinkState } from '../link-state.ts';
import { type Protection, protectionMeaning } from '../protection.ts';

/** What stands above the panel: the words of the status bar, and what to press about them. */
export function panelConnection(link: LinkState, protection: Protection): PanelConnection {
  switch (link.kind) {
    case 'starting':
      return { kind: 'starting' };
    case 'down': {
      const message = `The agent does not run: ${link.reason}.`;
      return { kind: 'away', message, hint: retryHint(link.retryMs) };
    }
    case 'connected':
      return { kind: 'connected', subject: link.status.subject, notes: notesOf(protection) };
  }
}

function retryHint(retryMs: number | null): string {
  return retryMs === null ? '' : `It is started again in ${Math.ceil(retryMs / 1000)} s.`;
}

function notesOf(protection: Protection): Extract<PanelConnection, { readonly kind: 'connected' }>['notes'] {
  const text = protectionMeaning(protection);
  switch (protection.kind) {
    case 'enforced':
    case 'guided':
      return [];
    case 'attention':
      return [{ tone: 'warn', text, command: 'doctor' }];
    case 'unprotected':
      return [{ tone: 'bad', text, command: 'set-up' }];
  }
}
