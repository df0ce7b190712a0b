import { expect } from 'vitest';
import type { EditorWindow } from './window.ts';

/** How long a state of the editor may take to come about on a machine that has much else to do. */
export const PATIENCE = { timeout: 90_000 };

/** What a person does with the extension, and sees of it, in the window that is open at that moment. */
export interface Steps {
  /** Waits for these words in the status bar. */
  readonly expectStatus: (words: string) => Promise<void>;
  /** Another extension asks a host that nobody governs. */
  readonly expectNeighbourToHear: () => Promise<void>;
  /** Asks for protection, and agrees to all that would change. */
  readonly agreeToEverything: () => Promise<void>;
}

export function stepsOf(window: () => EditorWindow): Steps {
  return {
    async expectStatus(words) {
      const item = window().page.locator('.statusbar-item', { hasText: `Countersign: ${words}` });
      await item.waitFor(PATIENCE);
    },
    async expectNeighbourToHear() {
      await window().command('Neighbour: Ask');
      await expect
        .poll(() => window().notices(), PATIENCE)
        .toContainEqual(expect.stringMatching(/^Neighbour heard .* 200 /));
      await window().command('Notifications: Clear All Notifications');
    },
    async agreeToEverything() {
      const { command, page } = window();
      await command('Countersign: Set Up Protection');
      await page.getByText('Countersign: what would change').waitFor(PATIENCE);
      await page.getByRole('button', { name: 'OK' }).click();
    },
  };
}
