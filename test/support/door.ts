import { connect, createServer, type Socket } from 'node:net';

/** A way to an engine that a test can shut: `url` leads where the given one does, until then. */
export async function door(to: string): Promise<{ readonly url: string; shut(): Promise<void> }> {
  const { hostname, port, protocol } = new URL(to);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const beyond = connect(Number(port), hostname);
    for (const end of [socket, beyond]) {
      open.add(end);
      end.on('error', () => {}).once('close', () => {
        open.delete(end);
        socket.destroy();
        beyond.destroy();
      });
    }
    socket.pipe(beyond).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${protocol}//127.0.0.1:${(server.address() as { port: number }).port}`,
    shut: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    }),
  };
}
