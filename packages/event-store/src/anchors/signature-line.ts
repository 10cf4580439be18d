export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly hash: string;
  /** What stands behind the key's hash. */
  readonly bytes: Buffer;
}

/** Writes a signature as a line of a note. */
export function signatureLine({ name, hash, bytes }: NoteSignature): string {
  const encoded = Buffer.concat([Buffer.from(hash, 'hex'), bytes]).toString('base64');
  return `— ${name} ${encoded}\n`;
}
