import { createHash, createHmac, type Hash as NodeHash, type Hmac } from 'node:crypto'

/** SHA-256 in the shape that the signer of the SDK takes. */
export class Hash {
  readonly #hash: NodeHash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
  }

  update(part: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(part))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()))
  }

  reset(): void {
    throw new Error('not used')
  }
}

function bytes(of: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof of === 'string') return Buffer.from(of)
  return ArrayBuffer.isView(of) ? Buffer.from(of.buffer, of.byteOffset, of.byteLength) : Buffer.from(of)
}
