import { Command } from 'commander';
import type { CliContext } from '../../cli/context.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command as the program would, and gives the exit code back instead of leaving it with the process. */
export async function runCli(
  home: string,
  make: (context: CliContext) => Command,
  args: readonly string[],
  onOut: (text: string) => void = () => {},
): Promise<CliResult> {
  let out = '';
  let err = '';
  const context: CliContext = {
    home,
    environment: process.env,
    out: (text) => {
      out += text;
      onOut(text);
    },
    err: (text) => {
      err += text;
    },
  };
  const before = process.exitCode;
  try {
    const root = new Command('countersign').addCommand(make(context));
    await root.parseAsync(['node', 'countersign', ...args]);
    return { exitCode: Number(process.exitCode ?? 0), out, err };
  } finally {
    process.exitCode = before;
  }
}
