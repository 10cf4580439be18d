/** Whom a server's certificate must be vouched for by. */
export interface TlsSettings {
  /** Certificates (PEM); those that Node.js knows when left out. */
  readonly ca?: string;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
}

/** What node:https and node:tls are told of it. */
export function tlsOptions(settings: TlsSettings | undefined): {
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
} {
  if (settings === undefined) return {};
  const { ca, isInsecure } = settings;
  return { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: !isInsecure };
}
