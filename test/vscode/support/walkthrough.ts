import type { Locator } from 'playwright-core';
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

export function walkthroughOf({ page, command }: EditorWindow, title: string): Walkthrough {
  const step = (name: string): Locator => page.locator('.getting-started-step', { hasText: name }).first();
  return {
    async open() {
      await command('Welcome: Open Walkthrough...');
      await page.locator('.quick-input-widget input').fill(title);
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.gettingStartedContainer').getByText(title).first().waitFor();
    },
    async press(name, button) {
      const wanted = step(name).getByRole('button', { name: button });
      if (!(await wanted.isVisible())) await step(name).click();
      await wanted.click();
    },
    done: (name) => step(name).locator('.codicon-getting-started-step-checked').first(),
  };
}
