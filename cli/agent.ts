import { Command } from 'commander';
import { startAgent } from '../agent/agent.ts';
import { agentConfig } from '../agent/config.ts';
import { feedPath, readPin } from '../agent/feed/pin.ts';
import { readGatewaySettings } from '../agent/gateway/settings.ts';
import { keepHeapSteady } from '../agent/steady-heap.ts';
import { commandName } from './command-name.ts';
import type { CliContext } from './context.ts';
import { type AgentOptions, agentDefaults } from './defaults.ts';
import { EnrollError } from './enroll.ts';
import { logger } from './logger.ts';
import { ownToken } from './own-token.ts';
import { portOption } from './port-option.ts';
import { untilStopped } from './until-stopped.ts';
import { VERSION } from './version.ts';

export function agentCommand(context: CliContext): Command {
  return new Command('agent')
    .description('run the local agent in the foreground, or a gateway for a team')
    .addOption(portOption('port of the proxy on loopback', 7420))
    .option('--gateway', 'serve hosts at an address of its own, as gateway.yaml below COUNTERSIGN_HOME says')
    .option(
      '--collector <url>',
      'URL of the collector (default: the one that runs for this COUNTERSIGN_HOME)',
    )
    .option('--token-file <path>', 'file with the agent token of the collector')
    .option('--policy <path>', 'policy file (default: policy.yaml below COUNTERSIGN_HOME)')
    .addHelpText('after', '\nStops on SIGINT or SIGTERM once what is in flight has ended.')
    .action(async ({ gateway = false, ...options }: AgentOptions & { readonly gateway?: boolean }) => {
      await refusePolicyOption(context.home, options);
      const config = agentConfig({
        ...(await agentDefaults(context.home, options)),
        gateway: gateway ? await readGatewaySettings(context.home) : null,
        approveCommand: `${commandName(context.home)} approvals approve`,
      });
      const own = gateway ? await ownToken(context.home, options) : null;
      const agent = await startAgent(config, {
        ...{ version: VERSION, log: logger(), clock: () => new Date() },
        ...(own === null ? {} : { ownToken: own }),
      });
      keepHeapSteady();
      void agent.warmUp();
      context.out(
        config.gateway === null
          ? `agent on 127.0.0.1:${agent.port}; start programs with: countersign exec -- COMMAND\n`
          : `gateway ${config.gateway.url.origin} on port ${agent.port}\n`,
      );
      await Promise.race([untilStopped(), agent.stopAsked]);
      await agent.close();
    });
}

/** A file that would be ignored is said to be, before anybody relies on it. */
async function refusePolicyOption(home: string, { policy }: AgentOptions): Promise<void> {
  const pin = policy === undefined ? null : await readPin(home);
  if (pin === null) return;
  const hint = `start it without --policy, or remove ${feedPath(home)} to leave the feed`;
  throw new EnrollError('enrolled', `this home takes its policy from ${pin.url} and reads no file`, hint);
}
