/**
 * The scan of meta of meta-scanner.ts, with the hashes of name-hash.ts, as functions of the module
 * that sha256-lanes.ts makes: for the frames of a verification, one after the other, in place. It
 * understands the same bytes, and gives the same hashes; a test holds them against each other.
 *
 * Its own memory: 1536 what each byte may be in, 256 bytes | 1792 the event, as in EVENT_AT | 1880
 * where the members are and the numbers that were read | 1984 seed of the hashes, and the hash.
 */
import { FRAME_FIELDS_BYTES } from '../../format/limits.ts';
import { byteClasses, NAME_BYTE, NAME_FIRST, TEXT_BYTE } from './meta-scanner.ts';
import { AGENT_USE, EVENT_ID, IDEMPOTENCY_KEY, STREAM_NAME } from './name-hash.ts';
import {
  branch,
  call,
  get,
  i32,
  I32,
  i64,
  I64,
  repeat,
  RETURN,
  set,
  tee,
  type Code,
  type WasmFunction,
} from './wasm-code.ts';

const CLASSES_AT = 1536;
/**
 * What was read: high and low word of the hashes of stream, id, idempotency key and use; version,
 * seq, durable and time as f64; flags, and whether there is a signature.
 */
export const EVENT_AT = 1792;
const STREAM_HASH = EVENT_AT;
const ID_HASH = EVENT_AT + 8;
const KEY_HASH = EVENT_AT + 16;
const USE_HASH = EVENT_AT + 24;
const VERSION_AT = EVENT_AT + 32;
const SEQ_AT = EVENT_AT + 40;
const DURABLE_AT = EVENT_AT + 48;
const TIME_AT = EVENT_AT + 56;
const FLAGS_AT = EVENT_AT + 64;
const HAS_SIG_AT = EVENT_AT + 68;
/** Start and end of each. */
const TYPE = 1880;
const STREAM = 1888;
const ID = 1896;
const AGENT = 1904;
const KEY = 1912;
const OTHER = 1920;
/** Numbers, as u64. */
const VERSION = 1928;
const CREDENTIAL = 1936;
const NONCE = 1944;
/** High and low word each. */
export const SEED_AT = 1984;
const HASH_AT = 1992;

const LENGTH_MAX = 200;
const DIGITS_MAX = 15;
const QUOTE = 0x22;

/** Which function is which, behind `first` others. */
const BEGIN_HASH = 0;
const ADD_TO_HASH = 1;
const FINISH_HASH = 2;
const RUN_OF = 3;
const NUMBER_OF = 4;
const BASE64_OF = 5;

/** Writes what the functions need to find in their memory. */
export function writeByteClasses(own: Uint8Array): void {
  own.set(byteClasses(), CLASSES_AT);
}

/** Gives the functions; the last one takes the place of a frame and gives 1, or 0. */
export function metaFunctions(first: number): WasmFunction[] {
  return [
    beginHash(),
    addToHash(),
    finishHash(),
    runOf(),
    numberOf(),
    base64Of(),
    readFrame((index) => call(first + index)),
  ];
}

const load = (address: number): Code => [i32.const(0), i32.load(address)];
const store = (address: number, value: Code): Code => [i32.const(0), value, i32.store(address)];
const times = (value: Code, factor: number): Code => [value, i32.const(factor | 0), i32.mul()];
const turned = (value: Code, bits: number): Code => [value, i32.const(bits), i32.rotl()];
const xor = (a: Code, b: Code): Code => [a, b, i32.xor()];

function beginHash(): WasmFunction {
  const body = [
    store(HASH_AT, xor(load(SEED_AT), get(0))),
    store(HASH_AT + 4, xor(load(SEED_AT + 4), times(get(0), 0x9e37_79b1))),
  ];
  return { params: [I32], results: [], locals: [], body };
}

/** Takes bytes [start, end). */
function addToHash(): WasmFunction {
  const [at, end, high, low, rest, length] = [0, 1, 2, 3, 4, 5];
  const mix = (taken: Code): Code => [
    [turned(times(xor(get(high), taken), 0x9e37_79b1), 13), set(high)],
    [turned(times(xor(get(low), taken), 0x85eb_ca77), 15), set(low)],
  ];
  const isFourLeft = [get(end), get(at), i32.sub(), i32.const(3), i32.gt()];
  const isLeft = [get(at), get(end), i32.lt()];
  const forward = (bytes: number): Code => [get(at), i32.const(bytes), i32.add(), set(at)];
  const body = [
    [get(end), get(at), i32.sub(), set(length)],
    [load(HASH_AT), set(high), load(HASH_AT + 4), set(low)],
    branch(
      isFourLeft,
      repeat([get(at), i32.load(0), set(rest), mix(get(rest)), forward(4)], isFourLeft),
    ),
    [get(length), i32.const(24), i32.shl(), set(rest)],
    branch(
      isLeft,
      repeat(
        [
          [get(rest), i32.const(8), i32.shl(), get(at), i32.loadByte(0), i32.xor(), set(rest)],
          forward(1),
        ],
        isLeft,
      ),
    ),
    mix(xor(get(rest), get(length))),
    [store(HASH_AT, get(high)), store(HASH_AT + 4, get(low))],
  ];
  return { params: [I32, I32], results: [], locals: [I32, I32, I32, I32], body };
}

/** Puts high and low word of the hash where it is told; the low one is never 0. */
function finishHash(): WasmFunction {
  const [to, high, low] = [0, 1, 2];
  const shifted = (local: number, bits: number): Code => [
    [get(local), get(local), i32.const(bits), i32.shr(), i32.xor()],
  ];
  const mixed = (local: number): Code => [
    [times(shifted(local, 16), 0x85eb_ca6b), set(local)],
    [times(shifted(local, 13), 0xc2b2_ae35), set(local)],
    [shifted(local, 16), set(local)],
  ];
  const body = [
    [xor(load(HASH_AT), times(load(HASH_AT + 4), 0xc2b2_ae3d)), set(high)],
    [xor(load(HASH_AT + 4), times(get(high), 0x27d4_eb2f)), set(low)],
    [mixed(high), mixed(low)],
    [get(to), get(high), i32.store(0)],
    [get(to), get(low), i32.const(1), get(low), i32.select(), i32.store(4)],
  ];
  return { params: [I32], results: [], locals: [I32, I32], body };
}

const classOf = (address: Code): Code => [address, i32.loadByte(0), i32.loadByte(CLASSES_AT)];
const fail: Code = [i32.const(0), RETURN];
const must = (condition: Code): Code => branch([condition, i32.isZero()], fail);

/** Gives the place of the quote behind 1 to 200 bytes of a class, or 0. */
function runOf(): WasmFunction {
  const [start, end, kind, at] = [0, 1, 2, 3];
  const isOfKind = [classOf(get(at)), get(kind), i32.and()];
  const goesOn = [get(at), get(end), i32.lt(), [isOfKind, i32.const(0), i32.ne(), i32.and()]];
  const length = [get(at), get(start), i32.sub()];
  const body = [
    [get(start), set(at)],
    branch(goesOn, repeat([get(at), i32.const(1), i32.add(), set(at)], goesOn)),
    must([length, i32.const(0), i32.gt()]),
    must([length, i32.const(LENGTH_MAX + 1), i32.lt()]),
    must([get(at), get(end), i32.lt()]),
    must([get(at), i32.loadByte(0), i32.const(QUOTE), i32.eq()]),
    get(at),
  ];
  return { params: [I32, I32, I32], results: [I32], locals: [I32], body };
}

/** Puts a number from 1 on, of few digits, where it is told; gives the place behind it, or 0. */
function numberOf(): WasmFunction {
  const [start, end, to, at, digit, value] = [0, 1, 2, 3, 4, 5];
  const isDigit = [
    [get(at), i32.loadByte(0), i32.const(0x30), i32.sub(), tee(digit)],
    [i32.const(10), i32.ltUnsigned()],
  ];
  const goesOn = [get(at), get(end), i32.lt(), isDigit, i32.and()];
  const body = [
    [get(start), set(at)],
    branch(
      goesOn,
      repeat(
        [
          [get(value), i64.const(10), i64.mul(), get(digit), i64.extended(), i64.add()],
          tee(value),
          // Nor does it begin with 0.
          [i64.isZero(), branch([], fail)],
          [get(at), i32.const(1), i32.add(), set(at)],
        ],
        goesOn,
      ),
    ),
    must([get(at), get(start), i32.sub(), i32.const(0), i32.gt()]),
    must([get(at), get(start), i32.sub(), i32.const(DIGITS_MAX + 1), i32.lt()]),
    [get(to), get(value), i64.store(0)],
    get(at),
  ];
  return { params: [I32, I32, I32], results: [I32], locals: [I32, I32, I64], body };
}

/** Gives the place behind the quote that ends base64 of a multiple of four characters, or 0. */
function base64Of(): WasmFunction {
  const [start, end, at, digits] = [0, 1, 2, 3];
  const byte = [get(at), i32.loadByte(0)];
  const is = (code: number): Code => [byte, i32.const(code), i32.eq()];
  const isDigit = [
    [classOf(get(at)), i32.const(NAME_FIRST), i32.and()],
    [is(0x2b), i32.or(), is(0x2f), i32.or()],
  ];
  const isInside = [get(at), get(end), i32.lt()];
  const onwards = (kind: Code): Code => {
    const goesOn = [isInside, kind, i32.const(0), i32.ne(), i32.and()];
    return branch(goesOn, repeat([get(at), i32.const(1), i32.add(), set(at)], goesOn));
  };
  const body = [
    [get(start), set(at), onwards(isDigit)],
    [get(at), set(digits), onwards(is(0x3d))],
    must([get(at), get(start), i32.sub(), i32.const(3), i32.and(), i32.isZero()]),
    must([get(at), get(digits), i32.sub(), i32.const(3), i32.lt()]),
    must(isInside),
    must(is(QUOTE)),
    [get(at), i32.const(1), i32.add()],
  ];
  return { params: [I32, I32], results: [I32], locals: [I32, I32], body };
}

/** Locals of `readFrame`. */
const [AT, END, NEXT] = [0, 1, 2];

/** Tells whether these bytes stand here and inside. */
function stands(text: string): Code {
  const bytes = Buffer.from(text, 'latin1');
  const isInside = [get(END), get(AT), i32.const(bytes.length), i32.add(), i32.lt(), i32.isZero()];
  const fours: number[] = [];
  for (let at = 0; at + 4 < bytes.length; at += 4) fours.push(at);
  // The last four overlap with those in front of them.
  fours.push(bytes.length - 4);
  return [
    isInside,
    fours.map((at) => [
      [get(AT), i32.load(at), i32.const(bytes.readInt32LE(at)), i32.eq()],
      i32.and(),
    ]),
  ];
}

/** Puts the fields of the frame where they are to be, and goes on to its meta. */
function fields(): Code {
  const number = (offset: number, to: number): Code => [
    [i32.const(0), get(AT), i64.load(offset), i64.asF64(), i64.storeF64(to)],
  ];
  return [
    [number(8, SEQ_AT), number(16, DURABLE_AT), number(24, TIME_AT)],
    store(FLAGS_AT, [get(AT), i32.loadByte(5)]),
    [get(AT), i32.load(32), set(END)],
    [get(AT), i32.const(FRAME_FIELDS_BYTES), i32.add(), tee(AT)],
    [get(END), i32.add(), set(END)],
  ];
}

function readFrame(calling: (index: number) => Code): WasmFunction {
  const forward = (bytes: number): Code => [get(AT), i32.const(bytes), i32.add(), set(AT)];
  const goTo = (place: Code): Code => [place, tee(NEXT), must([]), get(NEXT), set(AT)];
  const run = (kind: number, span: number): Code => [
    store(span, get(AT)),
    goTo([get(AT), get(END), i32.const(kind), calling(RUN_OF)]),
    store(span + 4, get(AT)),
  ];
  const name = (span: number): Code => [
    must([classOf(get(AT)), i32.const(NAME_FIRST), i32.and()]),
    run(NAME_BYTE, span),
  ];
  const number = (to: number): Code => goTo([get(AT), get(END), i32.const(to), calling(NUMBER_OF)]);
  const text = (span: number): Code => [run(TEXT_BYTE, span), forward(1)];
  const member = (opening: string, value: Code): Code =>
    branch(stands(opening), [forward(opening.length), value]);
  const required = (opening: string): Code => [must(stands(opening)), forward(opening.length)];
  const none = (span: number): Code => [store(span, i32.const(0)), store(span + 4, i32.const(0))];
  const body = [
    fields(),
    [none(ID), none(AGENT), none(KEY), none(CREDENTIAL), store(HAS_SIG_AT, i32.const(0))],
    [required('{"type":"'), name(TYPE)],
    [required('","stream":"'), name(STREAM)],
    [required('","version":'), number(VERSION)],
    member(',"id":"', text(ID)),
    member(',"agent":"', [name(AGENT), forward(1)]),
    member(',"credential":', number(CREDENTIAL)),
    member(',"session":"', text(OTHER)),
    member(',"correlation":"', text(OTHER)),
    member(',"causation":"', text(OTHER)),
    member(',"key":"', text(KEY)),
    member(',"nonce":', number(NONCE)),
    member(',"sig":"', [
      goTo([get(AT), get(END), calling(BASE64_OF)]),
      store(HAS_SIG_AT, i32.const(1)),
    ]),
    must([get(AT), get(END), i32.const(1), i32.sub(), i32.eq()]),
    must([get(AT), i32.loadByte(0), i32.const(0x7d), i32.eq()]),
    hashes(calling),
    [i32.const(0), i32.const(0), i64.load(VERSION), i64.asF64(), i64.storeF64(VERSION_AT)],
    i32.const(1),
  ];
  return { name: 'readFrame', params: [I32], results: [I32], locals: [I32, I32], body };
}

function hashes(calling: (index: number) => Code): Code {
  const add = (span: number): Code => [load(span), load(span + 4), calling(ADD_TO_HASH)];
  const hashOf = (to: number, kind: Code, spans: readonly number[]): Code => [
    [kind, calling(BEGIN_HASH)],
    spans.map(add),
    [i32.const(to), calling(FINISH_HASH)],
  ];
  const ifThere = (span: number, to: number, made: Code): Code =>
    branch(
      [load(span), load(span + 4), i32.eq()],
      [store(to, i32.const(0)), store(to + 4, i32.const(0))],
      made,
    );
  const kindOfUse = [load(CREDENTIAL), i32.const(AGENT_USE), i32.add()];
  return [
    hashOf(STREAM_HASH, i32.const(STREAM_NAME), [STREAM]),
    ifThere(ID, ID_HASH, hashOf(ID_HASH, i32.const(EVENT_ID), [ID])),
    ifThere(KEY, KEY_HASH, hashOf(KEY_HASH, i32.const(IDEMPOTENCY_KEY), [AGENT, KEY])),
    ifThere(AGENT, USE_HASH, hashOf(USE_HASH, kindOfUse, [TYPE, AGENT])),
  ];
}
