import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { startAgent } from '../../../agent/agent.ts';
import { type AgentConfigOptions, agentConfig } from '../../../agent/config.ts';
import { ready } from '../ready.ts';

/** The whole agent, as a program. Argument: a file with its configuration; it holds a token, so no argument does. */
const [, , file = ''] = process.argv;
const config = agentConfig(JSON.parse(readFileSync(file, 'utf8')) as AgentConfigOptions);
const log = pino({ level: 'warn' }, pino.destination(2));
const agent = await startAgent(config, { version: 'bench', log, clock: () => new Date() });
await agent.warmUp();
ready(await agent.openSession({ actor: 'mixed', program: 'git', parent: null }), () => agent.close());
