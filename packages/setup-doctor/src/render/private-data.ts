/** What says who someone is, or where. */
export interface Private {
  readonly home: string;
  readonly cwd: string;
  readonly user: string;
  readonly host: string;
}

/** Shorter words than this would be found in the middle of others. */
const NAME_LENGTH_MIN = 3;
const IP_V4 = /\b(?!127\.)(?:\d{1,3}\.){3}\d{1,3}\b/g;
const IP_V6 = /(?<![\w:])(?!::1\b)(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])/gi;
/** Paths outside of what every system has. */
const OTHER_PATH = /(?<![\w.~>:/])\/(?!(?:tmp|proc|dev|usr|sys|run)\b)[^\s,;:|]+/g;
const URL = /\b([a-z][a-z0-9+]*:\/\/)[^/\s:]+(:\d+)?(?:\/[^\s:,;]*)?/gi;

/**
 * Takes out of a text for others to read: the folder of the project and of the user, other paths
 * below the homes of users, names of user and host, addresses, and where URLs lead.
 */
export function withoutPrivateData(text: string, { home, cwd, user, host }: Private): string {
  let shown = text.replaceAll(URL, '$1<host>$2');
  if (cwd.length > 1) shown = shown.replaceAll(cwd, '.');
  if (home.length > 1) shown = shown.replaceAll(home, '~');
  shown = shown.replaceAll(/\/(home|Users)\/[^/\s]+/g, '~');
  shown = shown.replaceAll(OTHER_PATH, '<path>');
  shown = shown.replaceAll(IP_V4, '<address>').replaceAll(IP_V6, '<address>');
  for (const [name, mark] of [
    [user, '<user>'],
    [host, '<host>'],
  ] as const) {
    if (name.length >= NAME_LENGTH_MIN)
      shown = shown.replaceAll(new RegExp(`(?<![\\w-])${escape(name)}(?![\\w-])`, 'g'), mark);
  }
  return shown;
}

function escape(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
