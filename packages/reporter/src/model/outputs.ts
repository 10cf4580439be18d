import path from 'node:path';
import { LighthouseError, RUN_FILES } from '@lighthouse/contract';

export const FORMATS = ['html', 'markdown', 'junit', 'ctrf', 'csv', 'seriesCsv'] as const;
export type Format = (typeof FORMATS)[number];

/** What was asked for on the command line. `-` as a file stands for stdout. */
export interface Asked {
  readonly files: Readonly<Record<Format, string | undefined>>;
  readonly isGithub: boolean;
  readonly isJson: boolean;
}

export interface Outputs {
  readonly files: readonly { readonly format: Format; readonly path: string }[];
  /** Takes stdout; nothing else may be written to it then. */
  readonly onStdout: Format | 'json' | undefined;
  readonly isGithub: boolean;
}

/**
 * Decides what is written where. Nothing asked for means the page, beside the result. Throws
 * LH_USAGE when two things want stdout.
 */
export function chooseOutputs({ files, isGithub, isJson }: Asked, folder: string): Outputs {
  const asked = FORMATS.flatMap((format) => {
    const file = files[format];
    return file === undefined ? [] : [{ format, path: file }];
  });
  const onStdout = [
    ...(isJson ? (['json'] as const) : []),
    ...asked.filter((each) => each.path === '-').map(({ format }) => format),
  ];
  if (onStdout.length > 1)
    throw new LighthouseError('LH_USAGE', 'only one thing can go to stdout', {
      facts: { asked: onStdout.join(', ') },
      hint: 'write the others to files',
    });
  const isNothingAsked = asked.length === 0 && !isJson && !isGithub;
  return {
    files: isNothingAsked
      ? [{ format: 'html', path: path.join(folder, RUN_FILES.report) }]
      : asked.filter((each) => each.path !== '-'),
    onStdout: onStdout[0],
    isGithub,
  };
}
