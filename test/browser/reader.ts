import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';

/** Somebody at a browser of their own. */
export interface Reader {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: scripts that failed, and what the policy of the page refused. */
  readonly complaints: readonly string[];
  readonly open: (path: string) => Promise<void>;
  readonly signIn: (
    role: 'developer' | 'reviewer' | 'auditor' | 'policy-publisher' | 'admin',
  ) => Promise<void>;
  /** The rules of accessibility that what is shown breaks, with the elements. */
  readonly barriers: () => Promise<readonly string[]>;
}

export type ColorScheme = 'light' | 'dark';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['COUNTERSIGN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

export async function openReader(
  browser: Browser,
  collectorDirectory: string,
  colorScheme: ColorScheme = 'light',
): Promise<Reader> {
  const url = (await readFile(join(collectorDirectory, 'url'), 'utf8')).trim();
  const context = await browser.newContext({ colorScheme, viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  return {
    page,
    context,
    complaints,
    open: async (path) => void (await page.goto(`${url}${path}`)),
    signIn: async (role) => {
      await page.goto(`${url}/`);
      const token = (await readFile(localTokenPaths(collectorDirectory)[role], 'utf8')).trim();
      await page.getByLabel('Your token').fill(token);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    },
    barriers: () => barriers(page),
  };
}

/** The debugger runs its scripts beside the page's policy, which stays as it is. */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
  if (passes.length === 0) throw new Error('no rule of accessibility applied to what is shown');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
