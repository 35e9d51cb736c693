import { main } from '../../src/main.ts';

/** The command line from its sources: what tests start as a program of its own. */
await main(process.argv, process.env);
