import { createRequire } from 'node:module';
import { decompress as unzstd } from 'fzstd';
import kafkajs from 'kafkajs';
import { decompressFrame } from 'lz4-napi';

const { CompressionCodecs, CompressionTypes } = kafkajs;

/**
 * Lets kafkajs read what HelixAgent's producers write: lz4, zstd and snappy. We write gzip, which it knows.
 * kafkajs keeps its codecs in one table for the process; registering twice is harmless.
 */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = createRequire(import.meta.url)('kafkajs-snappy');
  CompressionCodecs[CompressionTypes.LZ4] = () => ({ compress: readOnly, decompress: (buffer: Buffer) => decompressFrame(buffer) });
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({ compress: readOnly, decompress: async (buffer: Buffer) => Buffer.from(unzstd(buffer)) });
}

async function readOnly(): Promise<never> {
  throw new Error('HelixGraph writes gzip.');
}
