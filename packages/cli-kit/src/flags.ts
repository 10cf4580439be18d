interface FlagBase {
  readonly describe: string;
  /** One letter: `q` for `-q`. */
  readonly short?: string;
  /** The word that stands for the value in the help text; the type's name when left out. */
  readonly placeholder?: string;
}

/** Present or not; takes no value. */
export interface BooleanFlag extends FlagBase {
  readonly type: 'boolean';
}

export interface TextFlag extends FlagBase {
  readonly type: 'text';
  /** Its value when it is given without one; a value of its own then follows after `=` only. */
  readonly bare?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** A number within limits, both ends allowed. `integer` refuses fractions. */
export interface NumberFlag extends FlagBase {
  readonly type: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

/** May be given more than once; in the environment its values are separated by commas. */
export interface ListFlag extends FlagBase {
  readonly type: 'list';
  readonly choices?: readonly string[];
}

export type Flag = BooleanFlag | TextFlag | NumberFlag | ListFlag;

/**
 * Flags by their name in code: `failFast` is `--fail-fast` on the command line and `LH_FAIL_FAST`
 * in the environment.
 */
export type FlagTable = Readonly<Record<string, Flag>>;

export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly optional?: true;
  /** Takes all that follow; only the last positional may. */
  readonly many?: true;
}

type Absent<F> = F extends { readonly default: string | number } ? never : undefined;

type FlagValue<F> = F extends { readonly type: 'boolean' }
  ? boolean
  : F extends { readonly type: 'list'; readonly choices: readonly (infer Choice)[] }
    ? readonly Choice[]
    : F extends { readonly type: 'list' }
      ? readonly string[]
      : F extends { readonly type: 'text'; readonly choices: readonly (infer Choice)[] }
        ? Choice | Absent<F>
        : F extends { readonly type: 'text' }
          ? string | Absent<F>
          : number | Absent<F>;

type PositionalValue<P> = P extends { readonly many: true }
  ? readonly string[]
  : P extends { readonly optional: true }
    ? string | undefined
    : string;

/**
 * What a command gets, typed from what it declares. A flag without a default that was neither given
 * nor set in the environment is `undefined`, so that a value from a file can step in between.
 */
export type Args<Flags extends FlagTable, Positionals extends readonly Positional[]> = {
  readonly [Name in keyof Flags]: FlagValue<Flags[Name]>;
} & {
  readonly [P in Positionals[number] as P['name']]: PositionalValue<P>;
};

/** Gives the name on the command line: `failFast` is `fail-fast`. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Gives the name in the environment: `failFast` is `LH_FAIL_FAST`. */
export function variableName(name: string): string {
  return `LH_${flagName(name).replaceAll('-', '_').toUpperCase()}`;
}
