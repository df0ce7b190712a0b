import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { startAgent } from '../../agent/agent.ts';
import { type AgentConfigOptions, agentConfig } from '../../agent/config.ts';
import { readGatewaySettings } from '../../agent/gateway/settings.ts';
import { keepHeapSteady } from '../../agent/steady-heap.ts';

/**
 * An agent in a process of its own, so that it can be killed and measured. Prints its session and waits; a gateway, whose
 * settings are those of its home, prints its port. `isWarm`: made ready first, as an agent is soon after its start.
 */
const { isGateway, isWarm, ...options } = JSON.parse(readFileSync(0, 'utf8')) as AgentConfigOptions & {
  readonly isGateway?: boolean;
  readonly isWarm?: boolean;
};
const gateway = isGateway === true ? await readGatewaySettings(options.home) : null;
const agent = await startAgent(agentConfig({ ...options, gateway }), {
  version: 'test',
  log: pino({ level: process.env['COUNTERSIGN_LOG'] ?? 'silent' }, pino.destination(2)),
  clock: () => new Date(),
});
keepHeapSteady();
if (isWarm === true) await agent.warmUp();
const told =
  gateway === null
    ? await agent.openSession({ actor: 'mixed', program: 'git', parent: null })
    : { port: agent.port };
process.stdout.write(`${JSON.stringify(told)}\n`);
process.on('SIGTERM', () => void agent.close());
