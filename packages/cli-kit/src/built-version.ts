declare const __LIGHTHOUSE_VERSION__: string | undefined;

/** Gives the version that the bundle was built with. */
export function builtVersion(): string {
  return typeof __LIGHTHOUSE_VERSION__ === 'string' ? __LIGHTHOUSE_VERSION__ : '0.0.0-source';
}
