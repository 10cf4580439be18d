/** Each tool's commands whose help is in docs/cli.md; the empty one is that of the tool itself. */
export const TOOL_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'lh-doctor': [''],
  'lh-run': ['', 'suite', 'filesystem'],
  'lh-verify': ['', 'watch', 'resolve', 'drill'],
  'lh-report': [''],
  'lh-bridge': [
    '',
    'init',
    'store',
    'store backup',
    'store restore',
    'store export',
    'store import',
    'store rotate-key',
    'store archive',
    'store erase',
  ],
};

const INTRODUCTION = `# Command line

Every tool has the flags at the end of its help. What a tool answers goes to stdout, all else to
stderr; with \`--json\` the answer is one object with a \`schema\` field. Settings are taken from, the
later the stronger: defaults, a file, \`LH_…\` in the environment, the command line. Exit codes are
the same everywhere: [errors.md](errors.md).
`;

/** Writes docs/cli.md from what the built tools say of themselves. */
export function renderCliDocs(helpOf: (tool: string, args: readonly string[]) => string): string {
  const sections = Object.entries(TOOL_COMMANDS).flatMap(([tool, commands]) =>
    commands.map((name) => {
      const args = name === '' ? [] : name.split(' ');
      const help = helpOf(tool, [...args, '--help']).trimEnd();
      const title = [tool, ...args].join(' ');
      return `\n${name === '' ? '##' : '###'} ${title}\n\n\`\`\`text\n${help}\n\`\`\`\n`;
    }),
  );
  return INTRODUCTION + sections.join('');
}
