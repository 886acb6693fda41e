import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { perform, type SandboxAccount } from './account.ts'
import { authenticate } from './authenticate.ts'
import { DrivenClock } from './driven-clock.ts'
import { statedError, type Effect } from './faults.ts'
import { throttle, type Throttle } from './limits.ts'
import { isMutating, type LoggedRequest } from './request-log.ts'
import { AwsError, type Principal } from './service.ts'
import { keep } from './services/cloudtrail/history.ts'
import { served, serviceFor, type Served } from './services.ts'
import { writeAnswer, writeError, type WireAnswer } from './wire/answer.ts'
import { dialects } from './wire/dialect.ts'
import { formOf, operationName, readRequest, type ReadRequest, type WireRequest } from './wire/request.ts'
import { signatureOf, type Signature } from './wire/signature.ts'

/** The largest body that is read; AWS's services take at most a megabyte. */
const largestBody = 4 * 1024 * 1024

/** How a request ends: an answer, a broken connection, or never. */
type End = WireAnswer | 'broken' | 'never'

/** A request on its way: what is known of it grows as it is understood. */
interface Passage {
  readonly wire: WireRequest
  readonly exchange: IncomingMessage
  readonly found: Served
  readonly signature: Signature | undefined
  readonly region: string
  readonly operation: string
  readonly read: ReadRequest | undefined
  readonly requestId: string
  caller?: Principal
}

/** The sandbox's AWS over HTTP: one address for all services and regions. */
export class AwsServer {
  readonly requests: LoggedRequest[] = []
  readonly #account: SandboxAccount
  readonly #throttle: Throttle | undefined
  readonly #server: Server

  constructor(account: SandboxAccount, options: { readonly throttling: boolean }) {
    this.#account = account
    this.#throttle = options.throttling ? throttle(account.clock) : undefined
    this.#server = createServer((exchange, response) => void this.#serve(exchange, response))
    this.#server.on('connection', (connection) => this.#throttle?.connected(connection))
  }

  /** Opens it on loopback, on this port or any free one (0); gives the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => resolve())
    })
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async #serve(exchange: IncomingMessage, response: ServerResponse): Promise<void> {
    response.sendDate = false
    try {
      const wire = await readWire(exchange)
      const end = await this.#answer(exchange, wire)
      if (end === 'never') return this.#idle(exchange)
      if (end === 'broken') return void exchange.socket.destroy()
      send(response, end, this.#account.clock.now())
    } catch (error) {
      this.#account.broken.push(error)
      if (!response.headersSent) send(response, { status: 500, headers: {}, body: '' }, this.#account.clock.now())
    } finally {
      this.#throttle?.answered(exchange.socket)
    }
  }

  async #answer(exchange: IncomingMessage, wire: WireRequest): Promise<End> {
    const signature = signatureOf(wire)
    const version = wire.headers['x-amz-target'] === undefined ? (formOf(wire).get('Version') ?? undefined) : undefined
    const id = signature ? serviceFor(signature.service, version) : version === '2011-06-15' ? 'sts' : undefined
    const found = id === undefined ? undefined : await served(id)
    if (!found) return unplaced(wire, signature)
    const read = readRequest(found.catalogue, wire)
    const operation = read?.operation.name ?? operationName(found.catalogue, wire) ?? ''
    const region = signature?.region ?? 'us-east-1'
    const passage: Passage = { wire, exchange, found, signature, region, operation, read, requestId: randomUUID() }
    await this.#account.settled()
    const admitted = this.#throttle?.admit(region, found.id, isMutating(operation)) ?? true
    return this.#faulty(passage, admitted)
  }

  /** Serves a passage as the faults let it. */
  async #faulty(passage: Passage, admitted: boolean): Promise<End> {
    const { found, operation, region, read } = passage
    const effects = this.#account.faults.strike({ service: found.id, operation, region, input: read?.input ?? {}, internal: false })
    const is = (kind: Effect['kind']) => effects.some((effect) => effect.kind === kind)
    for (const effect of effects) if (effect.kind === 'latency') await this.#pause(passage.exchange, effect.ms)
    if (is('not-sent')) return this.#logged(passage, 'broken', 'NotSent')
    if (is('hang')) return this.#logged(passage, 'never', 'Hang')
    const end = await this.#served(passage, admitted, effects)
    return is('lost-answer') ? 'broken' : end
  }

  async #served(passage: Passage, admitted: boolean, effects: readonly Effect[]): Promise<WireAnswer> {
    const { found, requestId, read } = passage
    try {
      const output = await this.#performed(passage, admitted, effects)
      this.#keep(passage, output)
      await this.#account.settled()
      if (!read) throw new TypeError('an unread request was performed')
      return this.#logged(passage, writeAnswer(found.catalogue, read.operation, output, requestId))
    } catch (error) {
      if (!(error instanceof AwsError)) this.#account.broken.push(error)
      const told = error instanceof AwsError ? error : dialects[found.catalogue.protocol].serverError(500)
      this.#keep(passage, {}, told)
      return this.#logged(passage, writeError(found.catalogue, told, requestId), told.code)
    }
  }

  async #performed(passage: Passage, admitted: boolean, effects: readonly Effect[]): Promise<object> {
    const { found, read, region, operation, signature, wire } = passage
    const dialect = dialects[found.catalogue.protocol]
    if (!read) throw dialect.unknownOperation(operation, found.catalogue.version)
    passage.caller = signature ? authenticate(this.#account, wire, signature, dialect) : unsignedCaller(found, operation)
    for (const effect of effects) {
      if (effect.kind === 'throttle') throw dialect.throttled
      if (effect.kind === 'expired-credentials') throw dialect.expiredToken
      if (effect.kind === 'server-error') throw dialect.serverError(effect.status ?? 500)
      if (effect.kind === 'denied')
        throw dialect.denied(`User: ${passage.caller.arn} is not authorized to perform: ${found.service.name}:${operation}`)
      if (effect.kind === 'error') throw statedError(effect)
    }
    if (!admitted) throw dialect.throttled
    const call = this.#account.call(region, passage.caller)
    return this.#account.busy(() => perform(call, found, read.operation, read.input, read.problems, false))
  }

  /** CloudTrail hears of every write whose caller is known. */
  #keep({ found, operation, region, read, caller }: Passage, output: object, error?: AwsError): void {
    if (caller === undefined || !isMutating(operation)) return
    const call = { region, service: found.service.name, operation, input: read?.input ?? {}, output: { ...output }, principal: caller }
    keep(this.#account, { ...call, ...(error && { error: { code: error.code, message: error.message } }) })
  }

  #logged<E extends End>({ found, operation, region, read, caller }: Passage, end: E, error?: string): E {
    this.requests.push({
      time: this.#account.clock.now(),
      service: found.id,
      operation,
      region,
      input: read?.input ?? {},
      caller: caller?.arn,
      status: typeof end === 'string' ? 0 : end.status,
      error,
      mutating: isMutating(operation),
    })
    return end
  }

  /** Lets time pass while a request waits. */
  async #pause(exchange: IncomingMessage, ms: number): Promise<void> {
    this.#idle(exchange)
    await this.#account.clock.sleep(ms)
    if (this.#account.clock instanceof DrivenClock) this.#account.clock.busy(exchange)
  }

  #idle(exchange: IncomingMessage): void {
    if (this.#account.clock instanceof DrivenClock) this.#account.clock.idle(exchange)
  }
}

function unsignedCaller(found: Served, operation: string): Principal {
  if (found.id === 'sts' && operation.startsWith('AssumeRoleWith'))
    return { arn: 'arn:aws:sts:::unsigned:service', accountId: '', userId: '' }
  throw dialects[found.catalogue.protocol].unsigned
}

/** The answer to a request that no service can be found for. */
function unplaced(wire: WireRequest, signature: Signature | undefined): WireAnswer {
  const headers = { 'content-type': 'application/json' }
  if (signature)
    return {
      status: 404,
      headers: { ...headers, 'x-amzn-errortype': 'UnknownOperationException' },
      body: JSON.stringify({ message: `the sandbox serves no ${signature.service}` }),
    }
  if (formOf(wire).has('Action')) {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error></ErrorResponse>'
    return { status: 403, headers: { 'content-type': 'text/xml' }, body }
  }
  return {
    status: 403,
    headers: { ...headers, 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
    body: JSON.stringify({ message: 'Missing Authentication Token' }),
  }
}

async function readWire(exchange: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of exchange as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw new RangeError('a request larger than any of AWS')
    chunks.push(chunk)
  }
  const [path = '/', ...query] = (exchange.url ?? '/').split('?')
  const rawQuery = query.join('?')
  const headers = Object.fromEntries(
    Object.entries(exchange.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  )
  return { method: exchange.method ?? 'GET', path, query: new URLSearchParams(rawQuery), rawQuery, headers, body: Buffer.concat(chunks) }
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer, now: number): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(status, { date: new Date(now).toUTCString(), ...headers, 'content-length': bytes.length })
  response.end(bytes)
}
