import { spawn } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { plainGitEnvironment } from '../../../cli/playground/git.ts';

export interface HistoryOptions {
  readonly commits: number;
  /** Of each file before it is written as text; a commit adds one file. */
  readonly bytes: number;
  readonly branch: string;
}

const AUTHOR = 'Bench <bench@example.test>';
const FIRST_S = 1_740_000_000;

/** Adds commits on top of `main` to the repository: the same ones, with the same ids, every time. */
export async function addHistory(repository: string, options: HistoryOptions): Promise<void> {
  const args = ['fast-import', '--quiet', '--force'];
  const stdio = ['pipe', 'ignore', 'inherit'] as const;
  const child = spawn('git', args, { cwd: repository, env: plainGitEnvironment(), stdio: [...stdio] });
  const ended = once(child, 'exit');
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  for (let index = 0; index < options.commits; index += 1) {
    const text = lines(noise.update(Buffer.alloc(options.bytes)).toString('base64'));
    if (child.stdin?.write(commit(index, text, options.branch)) === false) await once(child.stdin, 'drain');
  }
  child.stdin?.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

function commit(index: number, text: string, branch: string): string {
  const who = `${AUTHOR} ${FIRST_S + index} +0000`;
  const message = `Add file ${index}`;
  const from = index === 0 ? 'from refs/heads/main^0\n' : '';
  const path = `files/${index % 64}/${index}.txt`;
  return `commit refs/heads/${branch}\nauthor ${who}\ncommitter ${who}\n${data(message)}${from}M 100644 inline ${path}\n${data(text)}\n`;
}

function data(text: string): string {
  return `data ${text.length}\n${text}\n`;
}

function lines(text: string): string {
  return `${text.replaceAll(/.{76}/g, '$&\n')}\n`;
}
