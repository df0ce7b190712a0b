import { connect, createServer, type Socket } from 'node:net';

/** Passes connections on to one of several ports after the other, and past one that nobody listens on. */
export interface Balancer {
  /** New connections go to these from now on. */
  use(ports: readonly number[]): void;
  close(): Promise<void>;
}

export async function startBalancer(port: number): Promise<Balancer> {
  let ports: readonly number[] = [];
  let turn = 0;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    turn += 1;
    const first = turn % Math.max(1, ports.length);
    passOn(client, [...ports.slice(first), ...ports.slice(0, first)]);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    use: (next) => {
      ports = next;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(client: Socket, [next, ...others]: readonly number[]): void {
  if (next === undefined) return void client.destroy();
  const server = connect(next, '127.0.0.1');
  let isConnected = false;
  server.once('connect', () => {
    isConnected = true;
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    client.pipe(server).pipe(client);
  });
  server.on('error', () => {
    if (isConnected) client.destroy();
    else passOn(client, others);
  });
}
