import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import type { OwnToken } from '../agent/identity/own-token.ts';
import { replacePrivateFile } from '../agent/private-file.ts';
import type { AgentTokenAnswer } from '../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER } from '../protocol/collector-schema.ts';
import { keepAgentToken, keptAccounts, keptLogin } from './login/kept-login.ts';

const isAnswer = new Ajv({ allowUnionTypes: true }).compile<AgentTokenAnswer>(AGENT_TOKEN_ANSWER);

interface TokenOptions {
  readonly collector?: string;
  readonly tokenFile?: string;
}

/**
 * The token that an agent with these options works with, where its name and its end are kept with it: in a sign-in, or
 * in a token file that has the collector's whole answer. Null: a bare one, in whose place nobody can ask for another.
 */
export async function ownToken(
  home: string,
  { collector, tokenFile }: TokenOptions,
): Promise<OwnToken | null> {
  if (tokenFile !== undefined) {
    const read = async (): Promise<AgentTokenAnswer | null> => answerIn(await readFile(tokenFile, 'utf8'));
    const answer = await read();
    return (
      answer && {
        answer,
        keep: async (next, instead) => {
          if ((await read())?.token !== instead) throw taken(tokenFile);
          await replacePrivateFile(tokenFile, `${JSON.stringify(next)}\n`);
        },
      }
    );
  }
  const login = collector === undefined ? keptLogin(home) : null;
  return (
    login && {
      answer: login.agent,
      keep: async (next, instead) => {
        const there = keptAccounts(home)?.accounts.find(({ name }) => name === login.name);
        if (there?.agent.token !== instead) throw taken('the sign-in');
        keepAgentToken(home, login.name, next);
      },
    }
  );
}

function taken(place: string): Error {
  return new Error(`${place} has another token by now: start the gateway again to use it`);
}

/** Of a token file: a bare token, or the answer that it came in. */
export function tokenIn(text: string): string {
  return answerIn(text)?.token ?? text.trim();
}

function answerIn(text: string): AgentTokenAnswer | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isAnswer(value) ? value : null;
  } catch {
    return null;
  }
}
