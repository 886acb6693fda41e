import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Clock } from '#src/clock.ts'

/** When a life ends: before the write has left, or after it was done and before its answer arrives. */
export type Moment = 'before it leaves' | 'before the answer comes'

/** One write as the wire shows it. */
export interface Write {
  /** Counted from 1. */
  readonly number: number
  /** `CreateStack eksctl-dev-cluster`, `POST /clusters/dev/addons coredns`, `PATCH /api/v1/nodes/…`. */
  readonly name: string
}

export interface LifeOptions {
  readonly clock: Clock
  /** Says at which write the life ends, and when; undefined lets it pass. */
  readonly ends?: (write: Write) => Moment | undefined
}

/** Whose work runs now. */
const lives = new AsyncLocalStorage<Life>()

/**
 * A run in this process that can end as a killed process does: at a write, without a clean-up of its own. From then on nothing that it
 * has begun comes back to it (answers, pauses), and nothing it would begin leaves. Give `clock` to the run.
 */
export class Life {
  /** The writes that have begun, the one at which it ended included. */
  readonly writes: Write[] = []
  readonly clock: Clock
  readonly #ends: LifeOptions['ends']
  readonly #end = Promise.withResolvers<'killed'>()
  readonly #gone = new AbortController()

  constructor({ clock, ends }: LifeOptions) {
    this.#ends = ends
    this.clock = { now: () => clock.now(), sleep: (ms, signal) => this.#sleep(clock, ms, signal) }
  }

  get over(): boolean {
    return this.#gone.signal.aborted
  }

  /** Runs the work until it is done or the life is over. */
  run<T>(work: () => Promise<T>): Promise<T | 'killed'> {
    return Promise.race([lives.run(this, work), this.#end.promise])
  }

  end(): void {
    this.#gone.abort()
    this.#end.resolve('killed')
  }

  /** Sees a request as it is made, before a byte of it leaves. */
  meet(request: ClientRequest): void {
    if (this.over) return void request.destroy(cut())
    let last = false
    const send = request.end.bind(request) as (...args: unknown[]) => ClientRequest
    const tell = request.emit.bind(request) as (...args: unknown[]) => boolean
    Object.assign(request, {
      end: (...args: unknown[]) => {
        const moment = this.over ? 'before it leaves' : this.#momentOf(request, args[0])
        last = moment === 'before the answer comes'
        if (moment !== 'before it leaves') return send(...args)
        this.end()
        return request.destroy(cut())
      },
      emit: (name: string, ...args: unknown[]) => {
        if (name !== 'response') return tell(name, ...args)
        if (last) this.end()
        if (!this.over) return tell(name, ...args)
        ;(args[0] as IncomingMessage).resume()
        return tell('error', cut())
      },
    })
  }

  #momentOf(request: ClientRequest, body: unknown): Moment | undefined {
    const name = writeOf(request, typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body).toString() : '')
    if (name === undefined) return undefined
    const write = { number: this.writes.length + 1, name }
    this.writes.push(write)
    return this.#ends?.(write)
  }

  #sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.over) return
      const gone = this.#gone.signal
      clock.sleep(ms, signal === undefined ? gone : AbortSignal.any([gone, signal])).then(
        () => !this.over && resolve(),
        (error: unknown) => !this.over && reject(error instanceof Error ? error : new Error(String(error))),
      )
    })
  }
}

subscribe('http.client.request.created', (message) => lives.getStore()?.meet((message as { request: ClientRequest }).request))

const cut = (): Error => Object.assign(new Error('the line is cut'), { code: 'ECONNRESET' })

/** Which write a request is; undefined for a read. */
function writeOf(request: ClientRequest, body: string): string | undefined {
  const form = new URLSearchParams(body)
  const target = request.getHeader('x-amz-target')
  const action = form.get('Action') ?? (typeof target === 'string' ? target.split('.').at(-1) : undefined)
  if (action !== undefined) {
    if (/^(Get|List|Describe)/.test(action)) return undefined
    return [action, (form.get('StackName') ?? '').split('/')[1] ?? form.get('StackName') ?? ''].join(' ').trim()
  }
  if (request.method === 'GET' || request.path.includes('/apis/authorization.k8s.io/')) return undefined
  return `${request.method} ${lasting(request.path)} ${/"(?:addonName|fargateProfileName)":"([^"]+)"/.exec(body)?.[1] ?? ''}`.trim()
}

/** A path without the parts of names that are made up in each run: `/api/v1/nodes/…`, `/api/v1/namespaces/kube-system/pods/coredns/eviction`. */
const lasting = (path: string): string =>
  (path.split('?')[0] ?? '').replace(/(?<=\/nodes\/)[^/]+/, '…').replace(/(?<=\/pods\/[a-z-]+)-[0-9a-f]+-[0-9a-z]{5}/, '')
