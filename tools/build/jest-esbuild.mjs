// Jest transformer: TypeScript to ES modules (or CommonJS) by esbuild, nothing else.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import esbuild from 'esbuild';

const self = readFileSync(new URL(import.meta.url));

function optionsFor(sourcePath, supportsStaticESM) {
  return {
    loader: 'ts',
    format: supportsStaticESM ? 'esm' : 'cjs',
    target: `node${process.versions.node}`,
    sourcefile: sourcePath,
    sourcemap: 'external',
    sourcesContent: true,
  };
}

export default {
  process(source, sourcePath, { supportsStaticESM }) {
    return esbuild.transformSync(source, optionsFor(sourcePath, supportsStaticESM));
  },
  async processAsync(source, sourcePath, { supportsStaticESM }) {
    return esbuild.transform(source, optionsFor(sourcePath, supportsStaticESM));
  },
  getCacheKey(source, sourcePath, { configString, instrument, supportsStaticESM }) {
    return createHash('sha256')
      .update(
        [
          esbuild.version,
          process.versions.node,
          self,
          source,
          sourcePath,
          configString,
          instrument,
          supportsStaticESM,
        ].join('\0'),
      )
      .digest('hex');
  },
};
