import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { mintRoot } from '../../../agent/ca/root-mint.ts';
import { freePort, listening } from '../../support/free-port.ts';
import { given, serving } from './contender-program.ts';
import { isExecutable, onPath } from './on-path.ts';

const { folder, upstreamCaFile } = given();
const squid = onPath('squid');
const certgen = squid === null ? null : certificateHelper(squid);
if (squid === null || certgen === null) {
  serving({ kind: 'absent', reason: 'no squid with security_file_certgen is on PATH' });
} else {
  await start(squid, certgen);
}

function certificateHelper(program: string): string | null {
  const folders = [
    join(dirname(program), '../lib/squid'),
    '/usr/lib/squid',
    '/usr/lib64/squid',
    '/usr/libexec/squid',
  ];
  return folders.map((each) => join(each, 'security_file_certgen')).find(isExecutable) ?? null;
}

async function start(program: string, helper: string): Promise<void> {
  const { key, pem } = await mintRoot(['bench.localhost'], new Date());
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, pem + key.export({ type: 'pkcs8', format: 'pem' }).toString());
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, pem);
  const port = await freePort();
  const configuration = join(folder, 'squid.conf');
  writeFileSync(configuration, squidConfiguration({ authority, helper, port }));
  execFileSync(helper, ['-c', '-s', join(folder, 'db'), '-M', '16MB'], { stdio: 'ignore' });
  openToSquid();
  const child = spawn(program, ['-N', '-f', configuration], { stdio: 'ignore' });
  await listening(port);
  serving({ kind: 'serving', proxyUrl: `http://127.0.0.1:${port}`, caFile, pid: child.pid ?? 0 }, () => {
    child.kill('SIGKILL');
  });
}

/** Started by root, squid becomes `proxy`, which must then be able to write here. */
function openToSquid(): void {
  if (userInfo().uid !== 0) return;
  mkdirSync(join(folder, 'log'), { recursive: true });
  execFileSync('chown', ['-R', 'proxy', folder]);
  chmodSync(folder, 0o755);
}

interface SquidSettings {
  readonly authority: string;
  readonly helper: string;
  readonly port: number;
}

function squidConfiguration({ authority, helper, port }: SquidSettings): string {
  return `
http_port 127.0.0.1:${port} ssl-bump tls-cert=${authority} generate-host-certificates=on dynamic_cert_mem_cache_size=16MB
sslcrtd_program ${helper} -s ${join(folder, 'db')} -M 16MB
sslcrtd_children 2 startup=1
tls_outgoing_options cafile=${upstreamCaFile}
acl step1 at_step SslBump1
ssl_bump peek step1
ssl_bump bump all
http_access allow all
cache deny all
access_log none
cache_log ${join(folder, 'cache.log')}
pid_filename none
hosts_file ${hostsFile()}
visible_hostname bench.localhost
shutdown_lifetime 0 seconds
`;
}

/** Squid has its own resolver, which reads names from a file only. */
function hostsFile(): string {
  const names = Array.from({ length: 2000 }, (_, index) => `h${index}.bench.localhost`);
  const path = join(folder, 'hosts');
  writeFileSync(path, names.map((name) => `127.0.0.1 ${name}\n`).join(''));
  return path;
}
