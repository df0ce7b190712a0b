#!/usr/bin/env node
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { startEditorServer } from './support/editor.ts';
import { type Automation, openChromium, openWindow } from './support/window.ts';

/**
 * Takes the place of a desktop's VS Code for `@vscode/test-electron`: the same arguments, the same suite in a real
 * extension host, and its result as the exit code.
 */
const TIMEOUT_MS = 150_000;

const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
  },
  allowPositionals: true,
  strict: false,
});
const server = await startEditorServer({
  home: dirname(argument('user-data-dir')),
  environment: { COUNTERSIGN_HOME: process.env['COUNTERSIGN_HOME'] ?? '' },
});
const { promise: ended, resolve: end } = Promise.withResolvers<number>();
const automation: Automation = {
  exit: end,
  log: (text) => void process.stdout.write(`${text}\n`),
};
const late = setTimeout(() => {
  process.stderr.write('the suite did not end in time\n');
  end(1);
}, TIMEOUT_MS);
const browser = await openChromium();
try {
  await openWindow(browser, {
    url: server.url,
    folder: positionals[0] ?? dirname(argument('user-data-dir')),
    automation,
    payload: ['extensionDevelopmentPath', 'extensionTestsPath'].map((name) => [name, remote(argument(name))]),
  });
  process.exitCode = await ended;
} finally {
  clearTimeout(late);
  await browser.close();
  await server.close();
}

function argument(name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new TypeError(`expected --${name}`);
  return value;
}

/** The path as the window names it: its own machine is another one. */
function remote(path: string): string {
  return `vscode-remote://${new URL(server.url).host}${path}`;
}
