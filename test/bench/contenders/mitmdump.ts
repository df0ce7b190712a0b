import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, listening } from '../../support/free-port.ts';
import { given, serving } from './contender-program.ts';
import { onPath } from './on-path.ts';

/** Sends every name of the benchmark to loopback and keeps the name that was asked for. */
const ADDON = `
def server_connect(data):
    if data.server.address and data.server.address[0].endswith('.bench.localhost'):
        data.server.address = ('127.0.0.1', data.server.address[1])
`;

const { folder, upstreamCaFile } = given();
const program = onPath('mitmdump');
if (program === null) serving({ kind: 'absent', reason: 'mitmdump is not on PATH' });
else await start(program);

async function start(command: string): Promise<void> {
  const port = await freePort();
  const addon = join(folder, 'names.py');
  await writeFile(addon, ADDON);
  const settings = {
    confdir: folder,
    ssl_verify_upstream_trusted_ca: upstreamCaFile,
    stream_large_bodies: '64k',
    connection_strategy: 'lazy',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const listen = ['-q', '--listen-host', '127.0.0.1', '--listen-port', String(port), '-s', addon];
  const child = spawn(command, [...listen, ...options], { stdio: 'ignore' });
  await listening(port);
  serving(
    {
      kind: 'serving',
      proxyUrl: `http://127.0.0.1:${port}`,
      caFile: join(folder, 'mitmproxy-ca-cert.pem'),
      pid: child.pid ?? 0,
    },
    () => void child.kill(),
  );
}
