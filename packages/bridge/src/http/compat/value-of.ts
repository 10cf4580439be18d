/** Reads what may be JSON; what is not is the text itself, and nothing is null. */
export function valueOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
