import { builtVersion, runTool } from '@lighthouse/cli-kit';
import { leaveWithParent } from './host/child-run.ts';
import { createTool } from './host/commands.ts';
import { findCompanions } from './host/find-companions.ts';

leaveWithParent();
await runTool(createTool(() => findCompanions(import.meta.url, builtVersion())));
