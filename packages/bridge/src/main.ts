import { runTool } from '@lighthouse/cli-kit';
import { createTool } from './host/commands.ts';

await runTool(createTool(new URL('.', import.meta.url)));
