import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Says what the file is and how it is sealed; authenticated with the content, so that it cannot be exchanged. */
const header = Buffer.from('SASECRETS\x01', 'latin1');
/** NIST SP 800-38D §8.2: 96 bits, never twice with one key. Random ones are safe for 2³² writes. */
const nonceBytes = 12;
const tagBytes = 16;

/** Bytes of a key. */
export const keyBytes = 32;

/** Encrypts with AES-256-GCM: header, nonce, ciphertext, tag. */
export function seal(plain: Uint8Array, key: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header);
  return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What a sealed file turned out to be. */
export type Opened =
  | { readonly kind: 'opened'; readonly plain: Uint8Array }
  | { readonly kind: 'unknown format' }
  | { readonly kind: 'wrong key or changed' };

/** Undoes {@link seal}. */
export function unseal(sealed: Uint8Array, key: Uint8Array): Opened {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < header.length + nonceBytes + tagBytes || !bytes.subarray(0, header.length).equals(header)) {
    return { kind: 'unknown format' };
  }
  const nonce = bytes.subarray(header.length, header.length + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(header).setAuthTag(bytes.subarray(-tagBytes));
  try {
    const plain = Buffer.concat([
      decipher.update(bytes.subarray(header.length + nonceBytes, -tagBytes)),
      decipher.final(),
    ]);
    return { kind: 'opened', plain };
  } catch {
    return { kind: 'wrong key or changed' };
  }
}
