import { Command, Option } from 'commander';
import { openPrivateFolder } from '../agent/private-folder.ts';
import { channelOf } from './ci/channel.ts';
import { jobHome, type PipelineKind, pipelineKind } from './ci/pipeline.ts';
import { type StartOptions, startJob } from './ci/start.ts';
import { stopJob } from './ci/stop.ts';
import type { CliContext } from './context.ts';
import { secondsOption } from './seconds-option.ts';

const KINDS: readonly PipelineKind[] = ['github-actions', 'azure-pipelines', 'shell'];

const DEFAULT_START_S = 120;
const DEFAULT_STOP_S = 120;

/** `countersign ci`: the first and the last step of a job in a pipeline. */
export function ciCommand(context: CliContext): Command {
  return new Command('ci')
    .description('put a job of a pipeline behind an agent of its own')
    .addCommand(startCommand(context))
    .addCommand(stopCommand(context));
}

function startCommand(context: CliContext): Command {
  return new Command('start')
    .description("sign in by the job's OIDC token, start an agent, and lead later steps through it")
    .argument('<collector>', 'its address, like https://countersign.example.com')
    .option(
      '--fingerprint <sha256>',
      "of the root of the policy feed, which is the collector's unless --feed says",
    )
    .option('--feed <url>', 'the policy feed, where another server has it')
    .option('--policy <path>', 'a policy file, where there is no feed; one that the job itself cannot change')
    .option('--audience <name>', "what GitHub makes the job's token for (default: the collector's address)")
    .addOption(actorOption())
    .addOption(pipelineOption())
    .addOption(secondsOption('how long the agent may take to answer', DEFAULT_START_S))
    .addHelpText(
      'after',
      '\nIn a shell: . "$(countersign ci start …)". State lives in a folder of the job, unless COUNTERSIGN_HOME names another.\nExit code: 0 later steps go through the agent; 1 they do not, and reach no host at all.',
    )
    .action(async (address: string, options: StartOptions & Chosen) => {
      process.exitCode = await startJob(address, options, portsOf(context, options));
    });
}

function stopCommand(context: CliContext): Command {
  return new Command('stop')
    .description('ship every record of the job, say what went through its agent, and end it')
    .addOption(pipelineOption())
    .addOption(secondsOption('how long it may take', DEFAULT_STOP_S))
    .addHelpText(
      'after',
      '\nExit code: 0 the collector has every record; 1 it has not, or the agent had ended before.',
    )
    .action(async (options: Chosen) => {
      // Nobody sources what the last step says.
      const isShell = (options.pipeline ?? pipelineKind(process.env)) === 'shell';
      const out = (text: string): void => (isShell ? context.err(text) : context.out(text));
      const ports = portsOf({ ...context, out }, options);
      await openPrivateFolder(ports.context.home);
      process.exitCode = await stopJob({ ...ports, timeoutMs: options.timeout * 1000 });
    });
}

interface Chosen {
  readonly pipeline?: PipelineKind;
  readonly timeout: number;
}

function portsOf(context: CliContext, { pipeline }: Chosen) {
  const environment = process.env;
  const given = environment['COUNTERSIGN_HOME'];
  const home = given === undefined || given === '' ? jobHome(environment) : context.home;
  const channel = channelOf(pipeline ?? pipelineKind(environment), { home, environment, context });
  return { context: { ...context, home }, environment, channel };
}

function pipelineOption(): Option {
  return new Option(
    '--pipeline <kind>',
    'how later steps are told (default: found by the environment)',
  ).choices(KINDS);
}

function actorOption(): Option {
  return new Option('--actor <actor>', 'who drives the job: its own scripts, or an assistant')
    .choices(['ci', 'ai'])
    .default('ci');
}
