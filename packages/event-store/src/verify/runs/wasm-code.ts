/**
 * Writes a WebAssembly module by hand: just as much of the binary format (WebAssembly Core
 * Specification 2.0, sections 5.3 to 5.5) as the functions of sha256-lanes.ts need. Code is a
 * list of bytes and of other code; an instruction is a function that gives its own.
 */

export type Code = readonly (number | Code)[];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;

export interface WasmFunction {
  /** Exported under this name. */
  readonly name?: string;
  readonly params: readonly number[];
  readonly results: readonly number[];
  /** Behind the parameters, which are the first locals. */
  readonly locals: readonly number[];
  readonly body: Code;
}

/** Gives the bytes of a module that imports its memory as `env.memory`. */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ params, results }) => [
    0x60,
    vector(params.map((type) => [type])),
    vector(results.map((type) => [type])),
  ]);
  const indexes = functions.map((_, index) => unsigned(index));
  const exported = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [[text(name), 0x00, unsigned(index)]],
  );
  const memory = [text('env'), text('memory'), 0x02, 0x00, unsigned(1)];
  const module: Code = [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(1, vector(types)),
    section(2, vector([memory])),
    section(3, vector(indexes)),
    section(7, vector(exported)),
    section(10, vector(functions.map(encodeFunction))),
  ];
  return Uint8Array.from(flattened(module));
}

function encodeFunction({ locals, body }: WasmFunction): Code {
  const declared = vector(locals.map((type) => [1, type]));
  const code = [declared, body, END];
  return sized(code);
}

function section(id: number, content: Code): Code {
  return [id, sized(content)];
}

function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

/** Puts its length in bytes in front of it. */
function sized(content: Code): Code {
  const bytes = flattened(content);
  return [unsigned(bytes.length), bytes];
}

function flattened(code: Code): number[] {
  const bytes: number[] = [];
  const add = (part: number | Code): void => {
    if (typeof part === 'number') bytes.push(part);
    else part.forEach(add);
  };
  code.forEach(add);
  return bytes;
}

function text(value: string): Code {
  return vector([...Buffer.from(value)].map((byte) => [byte]));
}

const END = 0x0b;

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number): Code => [0x21, unsigned(local)];
export const tee = (local: number): Code => [0x22, unsigned(local)];
export const RETURN: Code = [0x0f];
export const call = (index: number): Code => [0x10, unsigned(index)];

/** `condition` leaves an i32; when it is not 0, `then` is done, else `otherwise`. */
export const branch = (condition: Code, then: Code, otherwise: Code = []): Code => [
  condition,
  [0x04, 0x40],
  then,
  otherwise.length > 0 ? [0x05, otherwise] : [],
  END,
];
/** Does `body`, and again while `condition`, behind it, leaves an i32 that is not 0. */
export const repeat = (body: Code, condition: Code): Code => [
  [0x03, 0x40],
  body,
  condition,
  [0x0d, 0x00],
  END,
];

const operator = (code: number) => (): Code => [code];
export const i32 = {
  const: (value: number): Code => [0x41, signed(value)],
  load: (offset: number): Code => [0x28, 0, unsigned(offset)],
  loadByte: (offset: number): Code => [0x2d, 0, unsigned(offset)],
  store: (offset: number): Code => [0x36, 0, unsigned(offset)],
  storeByte: (offset: number): Code => [0x3a, 0, unsigned(offset)],
  isZero: operator(0x45),
  eq: operator(0x46),
  ne: operator(0x47),
  lt: operator(0x48),
  ltUnsigned: operator(0x49),
  gt: operator(0x4a),
  add: operator(0x6a),
  sub: operator(0x6b),
  mul: operator(0x6c),
  and: operator(0x71),
  or: operator(0x72),
  xor: operator(0x73),
  shl: operator(0x74),
  shr: operator(0x76),
  rotl: operator(0x77),
  /** Of three: the first if the third is not 0, else the second. */
  select: operator(0x1b),
};

export const i64 = {
  /** Of a value that fits an i32. */
  const: (value: number): Code => [0x42, signed(value)],
  load: (offset: number): Code => [0x29, 0, unsigned(offset)],
  store: (offset: number): Code => [0x37, 0, unsigned(offset)],
  isZero: operator(0x50),
  add: operator(0x7c),
  mul: operator(0x7e),
  /** Makes one of a u32. */
  extended: operator(0xad),
  /** Makes an f64 of a u64. */
  asF64: operator(0xba),
  storeF64: (offset: number): Code => [0x39, 0, unsigned(offset)],
};

const vectorOperator = (code: number) => (): Code => [0xfd, unsigned(code)];
export const v128 = {
  load: (offset: number): Code => [0xfd, 0x00, 4, unsigned(offset)],
  /** One u32 in all four lanes. */
  loadSplat: (offset: number): Code => [0xfd, 0x09, 2, unsigned(offset)],
  store: (offset: number): Code => [0xfd, 0x0b, 4, unsigned(offset)],
  /** The same u32 in all four lanes. */
  const: (word: number): Code => [0xfd, 0x0c, [0, 1, 2, 3].flatMap(() => littleEndian(word))],
  /** Bytes of the first (0 to 15) and of the second operand (16 to 31). */
  shuffle: (bytes: Code): Code => [0xfd, 0x0d, bytes],
  and: vectorOperator(0x4e),
  or: vectorOperator(0x50),
  xor: vectorOperator(0x51),
  splat: vectorOperator(0x11),
  replaceLane: (lane: number): Code => [0xfd, 0x1c, lane],
  eq: vectorOperator(0x37),
  gt: vectorOperator(0x3b),
  bitmask: vectorOperator(0xa4),
  shl: vectorOperator(0xab),
  shr: vectorOperator(0xad),
  add: vectorOperator(0xae),
};

function littleEndian(word: number): Code {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
}

/** LEB128. */
function unsigned(value: number): Code {
  const low = value & 0x7f;
  const rest = value >>> 7;
  return rest === 0 ? [low] : [low | 0x80, unsigned(rest)];
}

function signed(value: number): Code {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, signed(rest)];
}
