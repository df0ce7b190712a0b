import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentConfigOptions } from '../agent/config.ts';
import { localTokenPaths } from '../collector/identity/local-tokens.ts';
import { starterPolicy } from '../policy/starter.ts';

import { openedLogin } from './login/sign-in-token.ts';
import { tokenIn } from './own-token.ts';

export class DefaultsError extends Error {
  readonly code = 'no-collector';
  readonly hint = 'start one with `countersign collector`, or name it with --collector and --token-file';
}

export interface AgentOptions {
  readonly port: number;
  readonly collector?: string;
  readonly tokenFile?: string;
  readonly policy?: string;
}

/** Fills in what was not said: the collector of the same home, its agent token, and the starter policy. */
export async function agentDefaults(home: string, options: AgentOptions): Promise<AgentConfigOptions> {
  return {
    home,
    port: options.port,
    collector: await localCollector(home, options),
    policyPath: options.policy ?? (await policyFile(home)),
    environment: process.env,
  };
}

/**
 * Where somebody signed in, else the collector that runs for this home, where the options name no other. Throws
 * DefaultsError, OwnTokenError, LoginError, and KeychainError where the keychain has the token and cannot be asked.
 */
export async function localCollector(
  home: string,
  options: Pick<AgentOptions, 'collector' | 'tokenFile'>,
): Promise<AgentConfigOptions['collector']> {
  if (options.collector === undefined && options.tokenFile === undefined) {
    const login = await openedLogin({ home });
    if (login !== null) return { url: login.collector, token: login.agent.token };
  }
  const directory = join(home, 'collector');
  const url = options.collector ?? (await read(join(directory, 'url')));
  const file = options.tokenFile ?? localTokenPaths(directory).agent;
  return { url, token: tokenIn(await read(file), file) };
}

/** The policy file of this home, made with the starter when there is none; an existing one is never touched. */
export async function policyFile(home: string): Promise<string> {
  const path = join(home, 'policy.yaml');
  await writeFile(path, starterPolicy({ hosts: ['github.com'] }), { flag: 'wx' }).catch(
    (fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EEXIST') throw fault;
    },
  );
  return path;
}

async function read(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new DefaultsError(`no collector is known here: ${path} cannot be read`, { cause });
  }
}
