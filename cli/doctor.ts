import { Command } from 'commander';
import type { CliContext } from './context.ts';
import type { Check, Outcome, Standing } from './doctor/check.ts';
import { examine } from './doctor/examine.ts';
import { thisSystem } from './this-system.ts';

const EXIT_CODES: Readonly<Record<Standing, number>> = { enforced: 0, guided: 0, broken: 1, bypassable: 3 };

const MEANING: Readonly<Record<Standing, string>> = {
  enforced:
    'enforced: every link holds, no other usable way to the governed hosts was found, and the signed policy vouches that they take nothing but what a gateway has let through.',
  guided:
    'guided: every link holds, and no other usable way to the governed hosts was found. Only a gateway on a machine of somebody else enforces.',
  broken: 'not protected as it should be: something above has to be mended.',
  bypassable: 'bypassable: every link holds, and what is marked "round" above still goes round the agent.',
};

const MARKS: Readonly<Record<Outcome, string>> = {
  ok: 'ok    ',
  failed: 'FAILED',
  bypass: 'round ',
  skipped: '-     ',
};

export function doctorCommand(context: CliContext): Command {
  return new Command('doctor')
    .description('prove the whole chain, link by link, and name what could go round it')
    .option('--json', 'print a JSON object')
    .addHelpText(
      'after',
      `\nSends a real request through each link, and tries with your own credentials whether a governed host can be reached without the agent.\nExit codes: ${EXIT_CODES.guided} every link holds; ${EXIT_CODES.broken} something has to be mended; ${EXIT_CODES.bypassable} every link holds, but the agent can be gone round.`,
    )
    .action(async (options: { readonly json?: true }) => {
      const { home } = context;
      const examined = await examine({ home, environment: process.env, findStore: thisSystem });
      const { checks, standing } = examined;
      if (options.json === true) context.out(`${JSON.stringify({ standing, checks }, null, 2)}\n`);
      else context.out(`${checks.map(line).join('\n')}\n\n${MEANING[standing]}\n`);
      process.exitCode = EXIT_CODES[standing];
    });
}

function line({ outcome, title, detail, mend }: Check): string {
  const told = `${MARKS[outcome]}  ${title}${detail === '' ? '' : `: ${detail}`}`;
  return mend === '' ? told : `${told}\n          mend: ${mend}`;
}
