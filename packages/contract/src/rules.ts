import * as z from 'zod';

/**
 * A rules file of the bridge: what is decided about a command before anyone is asked. The first
 * rule that matches decides.
 */
const RULES_MAX = 1000;
const ACTION = /^(?:[A-Za-z0-9][A-Za-z0-9._:-]{0,199})?\*?$/;

const verb = z.enum(['allow', 'deny', 'escalate']);

export const rulesSchema = z.strictObject({
  $schema: z.string().optional(),
  rules: z
    .array(
      z.strictObject({
        /** An action, or a prefix ending in `*`. */
        action: z.string().min(1).regex(ACTION, {
          error: 'not an action: write file.read, or a prefix with a star at its end: file.*',
        }),
        decide: verb,
        reason: z.string().min(1).max(500).optional(),
      }),
    )
    .max(RULES_MAX)
    .default([]),
  /**
   * What is decided about actions that no rule names; the built-in table (commands.ts) when left
   * out.
   */
  default: verb.optional(),
});

export type Rules = z.output<typeof rulesSchema>;
