export { createKeyRing, loadKeyRing } from './keys/key-ring.ts';
export type { KeyRing, KeyState, MasterKey } from './keys/key-ring.ts';
