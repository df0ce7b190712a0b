import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { startAgent } from '../../agent/agent.ts';
import { type AgentConfigOptions, agentConfig } from '../../agent/config.ts';
import { keepHeapSteady } from '../../agent/steady-heap.ts';

/** An agent in a process of its own, so that it can be killed and measured. Prints its session and waits. */
const options = JSON.parse(readFileSync(0, 'utf8')) as AgentConfigOptions;
const agent = await startAgent(agentConfig(options), {
  version: 'test',
  log: pino({ level: process.env['COUNTERSIGN_LOG'] ?? 'silent' }, pino.destination(2)),
  clock: () => new Date(),
});
keepHeapSteady();
const session = await agent.openSession({ actor: 'mixed', program: 'git', parent: null });
process.stdout.write(`${JSON.stringify(session)}\n`);
process.on('SIGTERM', () => void agent.close());
