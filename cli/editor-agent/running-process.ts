import { execFile } from 'node:child_process';

/** A process of this machine, as far as this user can see it. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const TIMEOUT_MS = 20_000;
const MAX_OUTPUT_BYTES = 16 * 1024 ** 2;
const LINE = /^\s*(\d+)\s+(\d+)(?:\s+(.*))?$/;

const WINDOWS_LIST =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.CommandLine)" }';

/** Every process there is; none where the system does not tell. */
export function runningProcesses(platform: NodeJS.Platform): Promise<readonly RunningProcess[]> {
  const [program, args] =
    platform === 'win32'
      ? (['powershell', ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_LIST]] as const)
      : (['ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']] as const);
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
  return new Promise((resolve) => {
    execFile(program, args, options, (fault, stdout) => resolve(fault === null ? processesIn(stdout) : []));
  });
}

/** One process a line: its number, its parent's, its command line. */
export function processesIn(listing: string): readonly RunningProcess[] {
  return listing.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = LINE.exec(line.trimEnd()) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

const EXTENSION_HOST = '--type=extensionHost';

/**
 * What runs extensions for windows of a server. Those read the settings when they are loaded, and do not see that
 * somebody else has changed them since; a desktop's do.
 */
export function extensionHosts(processes: readonly RunningProcess[], editor: number): readonly number[] {
  return processes
    .filter(({ parent, command }) => parent === editor && command.includes(EXTENSION_HOST))
    .map(({ pid }) => pid);
}

/** `idle`: it runs, and has no extensions running. */
export type EditorState = 'gone' | 'idle' | 'running';

/**
 * Whether this editor has extensions running at this moment, ours or not. A server starts an extension host as a process
 * that says so; on a Mac an editor outlives its windows, and extension hosts are its helpers for plug-ins; elsewhere an
 * editor ends with its last window.
 */
export function editorState(
  processes: readonly RunningProcess[],
  editor: number,
  platform: NodeJS.Platform,
): EditorState {
  const own = processes.find(({ pid }) => pid === editor);
  if (own === undefined) return 'gone';
  const children = processes.filter(({ parent }) => parent === editor).map(({ command }) => command);
  if (children.some((command) => command.includes(EXTENSION_HOST))) return 'running';
  if (/server-main|--start-server|\bserver\.js\b/.test(own.command)) return 'idle';
  if (platform !== 'darwin') return 'running';
  return children.some((command) => command.includes('Helper (Plugin)')) ? 'running' : 'idle';
}
