import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual as equal } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AwsError } from '#sandbox/service.ts'
import { writeAnswer, writeError } from '#sandbox/wire/answer.ts'
import { catalogueOf, type Catalogue } from '#sandbox/wire/catalogue.ts'
import { readRequest, type ReadRequest } from '#sandbox/wire/request.ts'
import { plain, sample } from './wire-round-trip.ts'

const clients: Record<string, () => Promise<object>> = {
  'auto-scaling': () => import('@aws-sdk/client-auto-scaling'),
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
  'cloudwatch-logs': () => import('@aws-sdk/client-cloudwatch-logs'),
  ec2: () => import('@aws-sdk/client-ec2'),
  eks: () => import('@aws-sdk/client-eks'),
  'elastic-load-balancing': () => import('@aws-sdk/client-elastic-load-balancing'),
  'elastic-load-balancing-v2': () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  iam: () => import('@aws-sdk/client-iam'),
  ssm: () => import('@aws-sdk/client-ssm'),
  sts: () => import('@aws-sdk/client-sts'),
}

/** Operations that the trip cannot be made with, and why. */
const left: Record<string, string> = {
  GetLogObject: 'answers with an event stream',
  StartLiveTail: 'answers with an event stream',
  CopySnapshot: 'the client adds a presigned URL of its own',
}

interface Client {
  send(command: object): Promise<object>
}

/** A server that reads by the catalogue and answers with what the test prepared; it keeps what it read. */
const stage: { catalogue?: Catalogue; answer: object | AwsError; read?: ReadRequest | undefined } = { answer: {} }
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [path = '', rawQuery = ''] = (request.url ?? '').split('?')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const { catalogue, answer } = stage
    if (!catalogue) throw new Error('no catalogue on the stage')
    stage.read = readRequest(catalogue, {
      method: request.method ?? '',
      path,
      query: new URLSearchParams(rawQuery),
      rawQuery,
      headers,
      body: Buffer.concat(chunks),
    })
    const failed = answer instanceof AwsError ? answer : new AwsError('Unread', 'the server found no operation')
    const end =
      stage.read && !(answer instanceof AwsError)
        ? writeAnswer(catalogue, stage.read.operation, answer, 'id-1')
        : writeError(catalogue, failed, 'id-1')
    response.writeHead(end.status, end.headers).end(end.body)
  })
})
let endpoint = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function open(
  load: () => Promise<object>,
): Promise<{ module: Record<string, new (input: unknown) => object>; client: Client; catalogue: Catalogue }> {
  const module = (await load()) as Record<string, new (input: unknown) => object>
  const [name = ''] = Object.keys(module).filter((key) => /^[A-Z]\w*Client$/.test(key))
  const Made = module[name]
  if (!Made) throw new Error('no client')
  const config = {
    region: 'us-west-2',
    endpoint,
    maxAttempts: 1,
    disableHostPrefix: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  const catalogue = catalogueOf(module)
  stage.catalogue = catalogue
  return { module, client: new Made(config) as Client, catalogue }
}

describe('what a client sends is what a service reads, and what a service gives is what the client hands out', () => {
  test.each(Object.keys(clients))('every operation of %s', async (name) => {
    const { module, client, catalogue } = await open(clients[name] ?? (() => Promise.resolve({})))
    const wrong: string[] = []
    for (const operation of catalogue.operations.values()) {
      const Command = module[`${operation.name}Command`]
      if (!Command || operation.name in left) continue
      const input = (operation.input && sample(operation.input, '')) ?? {}
      const output = (operation.output && sample(operation.output, '')) ?? {}
      stage.answer = output
      const got = await client.send(new Command(input)).catch((error: unknown) => ({ error: String(error) }))
      if (!equal(plain(stage.read?.input), plain(input)))
        wrong.push(
          `${operation.name} in: ${JSON.stringify(plain(stage.read?.input))?.slice(0, 300)} for ${JSON.stringify(plain(input)).slice(0, 300)}`,
        )
      if (!equal(plain(got), plain(output)))
        wrong.push(`${operation.name} out: ${JSON.stringify(plain(got)).slice(0, 300)} for ${JSON.stringify(plain(output)).slice(0, 300)}`)
    }
    expect(wrong).toEqual([])
    expect(catalogue.operations.size).toBeGreaterThan(10)
  })

  test.each(Object.keys(clients))('every error of %s comes as its own class', async (name) => {
    const { module, client, catalogue } = await open(clients[name] ?? (() => Promise.resolve({})))
    const [operation] = [...catalogue.operations.values()].filter(
      ({ input }) => !input || (input.shape.kind === 'structure' && !input.shape.members.some(({ required }) => required)),
    )
    const Command = module[`${operation?.name}Command`]
    if (!Command) throw new Error('no command')
    const wrong: string[] = []
    for (const error of new Set(catalogue.errors.values())) {
      if (error.name.endsWith('ServiceException') && !module[error.name]?.length) continue
      stage.answer = new AwsError(error.code, `why <&> ${error.name}`)
      const got = await client.send(new Command({})).then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      )
      const expected = module[error.name]
      const says =
        error.target.shape.kind === 'structure' && error.target.shape.members.some((member) => member.name.toLowerCase() === 'message')
      if (!expected || !(got instanceof expected) || (says && got.message !== `why <&> ${error.name}`))
        wrong.push(`${error.name}: ${got?.name} ${got?.message}`)
    }
    expect(wrong).toEqual([])
  })
})
