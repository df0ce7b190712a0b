import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../protocol/printable.ts';
import type { CliContext } from '../context.ts';
import { exportLines } from '../environment.ts';
import type { PipelineKind } from './pipeline.ts';
import { azureCommand, githubCommand, githubVariable, inertText } from './written-variables.ts';

type Variables = Readonly<Record<string, string>>;

/** How a step speaks to its runner, and to the steps after it. */
export interface Channel {
  /** Later steps have these variables, and the programs of `path` before others. `secrets` are masked in logs first. */
  open(
    variables: Variables,
    how: { readonly secrets: readonly string[]; readonly path: string | null },
  ): void;
  /** Later steps have these variables, for better or worse: whatever this step comes to. */
  shut(variables: Variables): void;
  note(text: string): void;
  fail(text: string): void;
  /** Markdown, where the runner shows it. */
  summary(markdown: string): void;
}

interface ChannelOptions {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly context: Pick<CliContext, 'out' | 'err'>;
}

export function channelOf(kind: PipelineKind, options: ChannelOptions): Channel {
  switch (kind) {
    case 'github-actions':
      return githubChannel(options);
    case 'azure-pipelines':
      return azureChannel(options);
    case 'shell':
      return shellChannel(options);
  }
}

function githubChannel({ environment, context }: ChannelOptions): Channel {
  const append = (name: string, text: string): void => {
    const file = environment[name];
    if (file !== undefined && file !== '') appendFileSync(file, text);
  };
  const set = (variables: Variables): void =>
    append(
      'GITHUB_ENV',
      Object.entries(variables)
        .map(([name, value]) => githubVariable(name, value))
        .join(''),
    );
  return {
    open(variables, { secrets, path }) {
      for (const secret of secrets) context.out(githubCommand('add-mask', secret));
      set(variables);
      if (path !== null) append('GITHUB_PATH', `${path}\n`);
    },
    shut: set,
    note: (text) => context.out(`${shown(text)}\n`),
    fail: (text) => context.out(githubCommand('error title=Countersign', shown(text))),
    summary: (markdown) => append('GITHUB_STEP_SUMMARY', markdown),
  };
}

function azureChannel({ home, context }: ChannelOptions): Channel {
  const set = (variables: Variables): void => {
    for (const [name, value] of upperCase(variables))
      context.out(azureCommand(`task.setvariable variable=${name}`, value));
  };
  return {
    open(variables, { secrets, path }) {
      for (const secret of secrets) context.out(azureCommand('task.setsecret', secret));
      set(variables);
      if (path !== null) context.out(azureCommand('task.prependpath', path));
    },
    shut: set,
    note: (text) => context.out(`${shown(text)}\n`),
    fail: (text) => context.out(azureCommand('task.logissue type=error', shown(text))),
    summary(markdown) {
      const file = join(home, 'Countersign.md');
      writeFileSync(file, markdown);
      context.out(azureCommand('task.uploadsummary', file));
    },
  };
}

/** Names are not told apart by case there, and programs get them in capitals. */
function upperCase(variables: Variables): readonly (readonly [string, string])[] {
  return Object.entries(variables).filter(([name]) => name === name.toUpperCase());
}

/**
 * What is to be sourced is a file whose name is all that standard output gets, so that no secret is printed where
 * nobody sources it: `. "$(countersign ci start …)"`. After a failure it is one that fails.
 */
function shellChannel({ home, context }: ChannelOptions): Channel {
  const file = join(home, 'job.sh');
  const write = (text: string): void => writeFileSync(file, text, { mode: 0o600 });
  return {
    open(variables, { path }) {
      const found = path === null ? '' : `PATH=${quoted(path)}:$PATH\n`;
      write(exportLines(variables) + found);
      context.out(`${file}\n`);
    },
    shut: (variables) => write(`${exportLines(variables)}false\n`),
    note: (text) => context.err(`${shown(text)}\n`),
    fail(text) {
      context.err(`${shown(text)}\n`);
      context.out(`${file}\n`);
    },
    summary: (markdown) => context.err(markdown),
  };
}

function shown(text: string): string {
  return inertText(text.trim().split('\n').map(printable).join('\n'));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
