import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { controlClient } from '../../agent/control/client.ts';
import { picture } from './support/picture.ts';
import { PATIENCE } from './support/steps.ts';
import { openTeamWorld, type TeamWorld } from './support/team-world.ts';

let team: TeamWorld;

beforeAll(async () => {
  team = await openTeamWorld();
  team.provider.signInAs('ada');
});

afterAll(() => team?.close());

beforeEach(() => onTestFailed(({ task }) => picture(team.window, task.name)));

test('a browser that comes back by the address of the window signs the agent in', async () => {
  const { command, context, reload } = team.window;
  const settings = { 'countersign.signIn': 'browser', 'countersign.collector.url': team.collector };
  await writeFile(team.machineSettingsFile, JSON.stringify(settings));
  await reload();
  const opened = context.waitForEvent('page', PATIENCE);
  await command('Countersign: Sign In');
  // What the identity provider asks is answered at once: the page is back before anybody sees it.
  await (await opened).getByText('You can close this page now').waitFor(PATIENCE);
  const status = () =>
    controlClient(join(team.editorHome, 'agent', 'control.sock'))
      .status()
      .catch(() => null);
  await expect.poll(status, PATIENCE).toMatchObject({ subject: 'ada', collector: { url: team.collector } });
});
