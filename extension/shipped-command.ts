import { execFile } from 'node:child_process';
import * as vscode from 'vscode';

/** The part of the command line that the extension brings. */
export interface ShippedCommand {
  readonly script: string;
  readonly home: string;
}

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/** Runs a subcommand with `--json`; gives what it printed, whatever its exit code. Throws when it printed no JSON. */
export function askCommand({ script, home }: ShippedCommand, args: readonly string[]): Promise<unknown> {
  const options = {
    env: environment(home),
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    windowsHide: true,
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...args, '--json'], options, (_, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch (cause) {
        reject(
          new Error(`countersign ${args.join(' ')} said nothing that can be read: ${stderr.trim()}`, {
            cause,
          }),
        );
      }
    });
  });
}

/** Opens a terminal that runs a subcommand: the person sees what it does and can answer what the system asks. */
export function showCommand({ script, home }: ShippedCommand, args: readonly string[]): void {
  const terminal = vscode.window.createTerminal({
    name: `countersign ${args.join(' ')}`,
    shellPath: process.execPath,
    shellArgs: [script, ...args],
    env: { COUNTERSIGN_HOME: home, ELECTRON_RUN_AS_NODE: '1' },
    isTransient: true,
  });
  terminal.show();
}

function environment(home: string): NodeJS.ProcessEnv {
  return { ...process.env, COUNTERSIGN_HOME: home, ELECTRON_RUN_AS_NODE: '1' };
}
