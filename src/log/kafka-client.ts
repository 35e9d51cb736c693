import net from 'node:net';
import tls from 'node:tls';
import kafkajs, { type Kafka } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';

const { logLevel } = kafkajs;

/** What is worth telling about a connection to the brokers. */
export type LogLine = (level: 'error' | 'warn' | 'info' | 'debug', message: string, facts: Readonly<Record<string, unknown>>) => void;

const KEEP_ALIVE_MS = 60_000;

/** A Kafka client whose reconnects take a second after a broker's restart, and whose small writes are not held back (TCP_NODELAY). It tries an outage for about a minute, unless it is told how often. */
export function kafkaClient(config: KafkaConfig, clientId: string, log: LogLine, { retries = 60 }: { retries?: number } = {}): Kafka {
  const { sasl } = config;
  return new kafkajs.Kafka({
    clientId,
    brokers: [...config.brokers],
    ssl: config.tls,
    sasl: sasl && { mechanism: sasl.mechanism as 'plain', username: sasl.username, password: sasl.password },
    connectionTimeout: 1000,
    authenticationTimeout: 5000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries, factor: 0.2, multiplier: 1.5 },
    logLevel: logLevel.ERROR,
    // What kafkajs calls an error it mostly tries again; what stays one is thrown.
    logCreator: () => ({ log: { message, ...facts } }) => log('debug', message, facts),
    socketFactory({ host, port, ssl, onConnect }) {
      const socket = ssl ? tls.connect({ host, port, servername: net.isIP(host) ? '' : host, ...ssl }, onConnect) : net.connect({ host, port }, onConnect);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      socket.setNoDelay(true);
      return socket;
    },
  });
}
