import { readdir, readFile } from 'node:fs/promises';

/** What a process and all it started have used so far. */
export interface Usage {
  readonly cpuMs: number;
  /** The highest resident set of each process that still lives, added up. */
  readonly peakMb: number;
}

/** USER_HZ of proc(5), fixed at 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** Usage of the tree below `root`. Linux only: it is read from /proc. */
export async function usageOf(root: number): Promise<Usage> {
  const processes = await livingProcesses();
  const tree = treeBelow(root, processes);
  const peaks = await Promise.all(tree.map(({ pid }) => peakMb(pid)));
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakMb: peaks.reduce((sum, peak) => sum + peak, 0),
  };
}

interface LivingProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its own time and that of the children it has waited for. */
  readonly cpuMs: number;
}

async function livingProcesses(): Promise<readonly LivingProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readStat(Number(pid))));
  return found.filter((each) => each !== null);
}

/** Null when the process ended meanwhile. Fields as proc(5) numbers them, less two: the name may hold spaces. */
async function readStat(pid: number): Promise<LivingProcess | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index] ?? 0);
  return { pid, parent: number(1), cpuMs: (number(11) + number(12) + number(13) + number(14)) * TICK_MS };
}

function treeBelow(root: number, processes: readonly LivingProcess[]): readonly LivingProcess[] {
  const own = processes.filter(({ pid }) => pid === root);
  const below = (parent: number): readonly LivingProcess[] =>
    processes.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return [...own, ...below(root)];
}

async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
