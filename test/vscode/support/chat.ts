import type { Locator } from 'playwright-core';
import { persist } from './persist.ts';
import { PATIENCE } from './steps.ts';
import type { EditorWindow } from './window.ts';

/** Copilot Chat in the side bar, as a person uses it. */
export interface Chat {
  /** Starts a new conversation and says this in it. */
  readonly ask: (mode: 'Ask' | 'Agent', text: string) => Promise<void>;
  /** The last answer. */
  readonly answer: Locator;
  /** Lets the tool run that the model wants. */
  readonly allow: () => Promise<void>;
}

export function chatOf({ page, command }: EditorWindow): Chat {
  return {
    async ask(mode, text) {
      await command(`Chat: Open Chat (${mode})`);
      const said = page.locator('.interactive-request').first();
      // A conversation in which nothing was said is new; another in its place might come when this one has begun.
      if (await said.isVisible()) {
        await page
          .getByRole('button', { name: /^New Chat/ })
          .first()
          .click();
        // What is typed before the old conversation has gone would go with it.
        await said.waitFor({ state: 'detached' });
      }
      const input = page.locator('.interactive-input-part .monaco-editor').first();
      await persist(async () => {
        await input.click({ timeout: 5000 });
        await page.keyboard.press('Control+A');
        await page.keyboard.type(text);
        await input.getByText(text).waitFor({ timeout: 5000 });
      });
      // A second key finds nothing to send.
      await persist(async () => {
        await page.keyboard.press('Enter');
        await page.locator('.interactive-request').getByText(text).waitFor({ timeout: 5000 });
      });
    },
    answer: page.locator('.interactive-response').last(),
    allow: () => page.getByRole('button', { name: 'Allow' }).first().click(PATIENCE),
  };
}
