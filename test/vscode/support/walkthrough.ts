import type { Locator } from 'playwright-core';
import { persist } from './persist.ts';
import type { EditorWindow } from './window.ts';

/** Our walkthrough, in the page where the editor shows those of extensions. */
export interface Walkthrough {
  /** Opens it, from wherever one is. */
  readonly open: () => Promise<void>;
  /** Unfolds a step and presses the button in it. */
  readonly press: (step: string, button: string) => Promise<void>;
  /** A step that has been ticked off. */
  readonly done: (step: string) => Locator;
}

export function walkthroughOf({ page, command, pick }: EditorWindow, title: string): Walkthrough {
  const step = (name: string): Locator => page.locator('.getting-started-step', { hasText: name }).first();
  return {
    open: () =>
      persist(async () => {
        await command('Welcome: Open Walkthrough...');
        await pick(title);
        await page.locator('.gettingStartedContainer').getByText(title).first().waitFor({ timeout: 10_000 });
      }),
    press: (name, button) =>
      persist(async () => {
        const wanted = step(name).getByRole('button', { name: button });
        if (!(await wanted.isVisible())) await step(name).click({ timeout: 5000 });
        await wanted.click({ timeout: 5000 });
      }),
    done: (name) => step(name).locator('.codicon-getting-started-step-checked').first(),
  };
}
