import { ambientFree, nobodyExits } from './ambient.ts';
import { declaredDependencies, dependencyHomes } from './dependency-homes.ts';
import { noAny, nothingLeftBehind } from './leftovers.ts';
import { packageEdges, shellOnlyInMain } from './package-edges.ts';
import { commentWidths, fileSizes, functionSizes } from './sizes.ts';
import { namedExports, tellingNames } from './surface.ts';
import type { Rule } from './workspace.ts';

/** All that is checked of the tree. */
export const RULES: readonly Rule[] = [
  packageEdges,
  shellOnlyInMain,
  declaredDependencies,
  dependencyHomes,
  ambientFree,
  nobodyExits,
  fileSizes,
  functionSizes,
  commentWidths,
  namedExports,
  tellingNames,
  nothingLeftBehind,
  noAny,
];
