import {
  type Browser,
  type BrowserContext,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { expect } from 'vitest';
import { persist } from './persist.ts';

/** A window of the editor. */
export interface EditorWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Runs a command by its title, through the palette. */
  readonly command: (title: string) => Promise<void>;
  /** Takes the row with these words out of the list that the editor shows. */
  readonly pick: (words: string) => Promise<void>;
  /** Agrees to what stands in the field that the editor shows, once `text` does if one is given. */
  readonly enter: (text?: string) => Promise<void>;
  readonly reload: () => Promise<void>;
  /** Opens a file of the folder by its name. */
  readonly openFile: (name: string) => Promise<void>;
  /** What the editor has to tell, newest first: drawn as no toasts while it is driven. */
  readonly notices: () => Promise<readonly string[]>;
  /** Presses the button with this name below what the editor tells in these words. */
  readonly act: (notice: string, action: string) => Promise<void>;
  /** Our panel, where it is open. */
  readonly shownPanel: () => FrameLocator;
  /** Opens our panel; what it shows lies in frames of the editor's. */
  readonly panel: () => Promise<FrameLocator>;
  readonly close: () => Promise<void>;
}

export interface WindowOptions {
  readonly url: string;
  readonly folder: string;
  /** Pairs for the page's `payload`, such as the path of an extension under development. */
  readonly payload?: readonly (readonly [string, string])[];
  /** Hears of a suite that the payload names. */
  readonly automation?: Automation;
  /** Signs somebody in with GitHub, as an account of the editor that Copilot Chat may use. */
  readonly gitHubToken?: string;
}

/** What the window calls when it runs a suite. */
export interface Automation {
  readonly exit: (code: number) => void;
  readonly log: (text: string) => void;
}

const READY_TIMEOUT_MS = 90_000;

/** Pages of extensions, such as a walkthrough's pictures, lie in frames of the same kind. */
const PANEL = 'iframe.webview.ready[src*="extensionId=countersign.countersign"][src*="purpose=webviewView"]';
const FIELD = '.quick-input-widget input[type=text]';

/** Chromium; with `proxyUrl` all of it goes through that proxy, as the windows of a desktop's editor do. */
export function openChromium(proxyUrl?: string): Promise<Browser> {
  return chromium.launch({
    ...(proxyUrl === undefined ? {} : { proxy: proxyOf(proxyUrl) }),
    executablePath: process.env['COUNTERSIGN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      // On Linux it believes a store of its own, which is no part of what is tried.
      ...(proxyUrl === undefined ? [] : ['--ignore-certificate-errors']),
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

function proxyOf(proxyUrl: string): { server: string; username: string; password: string; bypass: string } {
  const { origin, username, password } = new URL(proxyUrl);
  return { server: origin, username, password, bypass: '127.0.0.1' };
}

export async function openWindow(browser: Browser, options: WindowOptions): Promise<EditorWindow> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  // Kept secrets are encrypted with a key of the server, which this one does not serve.
  await page.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
  await prepare(page, options.gitHubToken ?? null);
  if (options.automation !== undefined) await listen(page, options.automation);
  const payload = JSON.stringify([['skipWelcome', 'true'], ...(options.payload ?? [])]);
  const query = new URLSearchParams({ folder: options.folder, payload });
  await page.goto(`${options.url}/?${query.toString()}`);
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: READY_TIMEOUT_MS });
  return {
    page,
    context,
    command: (title) => runCommand(page, title),
    pick: (words) => rowWith(page, words).click(),
    enter: (text) => enter(page, text),
    reload: () => reload(page),
    openFile: (name) => openFile(page, name),
    notices: () => notices(page),
    act: (notice, action) => act(page, notice, action),
    shownPanel: () => panelIn(page),
    async panel() {
      await runCommand(page, 'Countersign: Open Panel');
      return panelIn(page);
    },
    close: () => context.close(),
  };
}

/** The names of the pair of scopes that Copilot Chat asks the editor's GitHub account for. */
const SCOPES = [['read:user', 'repo', 'user:email', 'workflow'], ['user:email'], ['read:user']];

async function listen(page: Page, { exit, log }: Automation): Promise<void> {
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  await page.exposeFunction('codeAutomationLog', (_type: string, words: readonly unknown[]) => {
    log(words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '));
  });
}

/**
 * Puts an account and Copilot Chat, which is off until somebody sets it up, into what the page is started with. The
 * program that would pass on what the window forwards to other ports is not there: they are reached as they are.
 */
async function prepare(page: Page, accessToken: string | null): Promise<void> {
  const session =
    accessToken === null
      ? null
      : JSON.stringify({ id: 'a1', providerId: 'github', accessToken, scopes: SCOPES });
  await page.addInitScript({ content: `(${PREPARE})(${JSON.stringify(session)})` });
}

/** Runs in the page, while its head is read: the workbench looks at both elements once, later. */
const PREPARE = `(session) => {
  new MutationObserver((_, observer) => {
    const account = document.getElementById('vscode-workbench-auth-session');
    const configuration = document.getElementById('vscode-workbench-web-configuration');
    if (account === null || configuration === null) return;
    observer.disconnect();
    const settings = JSON.parse(configuration.dataset.settings);
    delete settings.productConfiguration?.proxyEndpointTemplate;
    if (session !== null) {
      account.dataset.settings = session;
      settings.enabledExtensions = ['GitHub.copilot-chat'];
    }
    configuration.dataset.settings = JSON.stringify(settings);
  }).observe(document, { childList: true, subtree: true });
}`;

function runCommand(page: Page, title: string): Promise<void> {
  const field = page.locator(FIELD);
  const named = page
    .locator('.label-name')
    .filter({ hasText: new RegExp(`^${title.replaceAll(/[^\w\s]/g, '\\$&')}$`) });
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ has: named }).first();
  return persist(async () => {
    // Where the pointer rests, something may be told about what lies below, and cover it.
    await page.mouse.move(0, 0);
    if (await field.isVisible()) await field.press('Escape', { timeout: 5000 });
    await page.keyboard.press('F1');
    await field.fill(`>${title}`, { timeout: 5000 });
    await row.click({ timeout: 10_000 });
  });
}

function rowWith(page: Page, words: string): Locator {
  return page.locator('.quick-input-list .monaco-list-row', { hasText: words }).first();
}

/** A field that has just come is set to its first value once more: this waits until what was filled in stays. */
async function enter(page: Page, text?: string): Promise<void> {
  const field = page.locator(FIELD);
  let seen = 0;
  const isKept = async (): Promise<boolean> => {
    seen = text === undefined || (await field.inputValue()) === text ? seen + 1 : 0;
    if (seen === 0) await field.fill(text ?? '');
    return seen > 10;
  };
  await expect.poll(isKept, { timeout: READY_TIMEOUT_MS }).toBe(true);
  await field.press('Enter');
}

/** Loads the window anew; what it showed before is gone when this resolves. */
async function reload(page: Page): Promise<void> {
  await page.evaluate('window.isOld = true');
  await runCommand(page, 'Developer: Reload Window');
  await page.waitForFunction('window.isOld !== true', undefined, { timeout: READY_TIMEOUT_MS });
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: READY_TIMEOUT_MS });
}

async function notices(page: Page): Promise<readonly string[]> {
  const centre = page.locator('.notifications-center.visible');
  if (!(await centre.isVisible())) await runCommand(page, 'Notifications: Show Notifications');
  return await centre.locator('.notification-list-item-message').allInnerTexts();
}

function panelIn(page: Page): FrameLocator {
  return page.frameLocator(PANEL).frameLocator('#active-frame');
}

function act(page: Page, notice: string, action: string): Promise<void> {
  const centre = page.locator('.notifications-center.visible');
  return persist(async () => {
    if (!(await centre.isVisible())) await runCommand(page, 'Notifications: Show Notifications');
    const told = centre.locator('.notification-list-item', { hasText: notice }).first();
    await told.getByRole('button', { name: action, exact: true }).click({ timeout: 5000 });
  });
}

function openFile(page: Page, name: string): Promise<void> {
  return persist(async () => {
    await page.keyboard.press('Control+P');
    await page.locator(FIELD).fill(name, { timeout: 5000 });
    await rowWith(page, name).click({ timeout: 10_000 });
    await page.locator('.tab.active', { hasText: name }).waitFor({ timeout: 10_000 });
  });
}
