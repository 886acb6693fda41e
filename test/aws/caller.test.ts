import { EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { caller, every, isAws, orMissing, type ClientConfig } from '#src/aws/caller.ts'
import { onSandbox } from '../app.ts'
import { testSandbox } from '../sandbox.ts'
import { drivenClock } from '../clock.ts'

/** An error as the SDK throws it. */
const sdkError = (name: string, more: { status?: number; code?: string; message?: string } = {}): Error =>
  Object.assign(new Error(more.message ?? `${name}!`), {
    name,
    ...(more.code !== undefined && { code: more.code }),
    $metadata: { httpStatusCode: more.status ?? 400 },
  })

/** A server that answers every request with a web page, for the test that runs now: how a client gets there. */
async function website() {
  const server = createServer((_, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><p>no such page</p>'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { region: 'eu-west-1', endpoint, maxAttempts: 1, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
}

function setUp(patience = 1_500_000, giveUp?: AbortSignal) {
  const clock = drivenClock()
  const refreshes: boolean[] = []
  const calls: string[] = []
  const config = {
    region: 'eu-west-1',
    credentials: async (request?: { forceRefresh?: boolean }) => {
      refreshes.push(request?.forceRefresh === true)
      return { accessKeyId: 'AKIA', secretAccessKey: 's' }
    },
  } as unknown as ClientConfig
  const aws = caller({
    clock,
    config,
    patience,
    giveUp,
    onCall: ({ operation, error }) => calls.push(error === undefined ? operation : `${operation}: ${error}`),
  })
  const start = clock.now()
  /** Fails with each error in turn, then answers. */
  const after = (...errors: Error[]) => {
    const left = [...errors]
    return async (): Promise<string> => {
      const error = left.shift()
      if (error !== undefined) throw error
      return 'answer'
    }
  }
  return { aws, calls, refreshes, after, seconds: () => (clock.now() - start) / 1_000 }
}

test.each(['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'])(
  '%s is tried again, more slowly each time',
  async (name) => {
    const { aws, after, calls, seconds } = setUp()
    const throttled = Array.from({ length: 5 }, () => sdkError(name))
    expect(await aws.call('ec2', 'DescribeVpcs', after(...throttled))).toBe('answer')
    expect(calls).toHaveLength(6)
    expect(seconds()).toBeGreaterThan(15)
  },
)

test('a web page in place of an answer is told as that, by every protocol', async () => {
  const { aws } = setUp()
  const place = await website()
  const told = { message: "any:Ask: an answer that is not one of AWS's (HTTP 404)", hint: 'check AWS_ENDPOINT_URL and the proxy' }
  await expect(aws.call('any', 'Ask', () => new EKSClient(place).send(new ListClustersCommand({})))).rejects.toMatchObject(told)
  await expect(aws.call('any', 'Ask', () => new STSClient(place).send(new GetCallerIdentityCommand({})))).rejects.toMatchObject(told)
})

test('calls that wait do not all ask again for what AWS has just refused for its rate', async () => {
  const { aws, calls } = setUp()
  let left = 20
  let at = aws.clock.now()
  const fromBucket = async (): Promise<string> => {
    left = Math.min(20, left + ((aws.clock.now() - at) / 1_000) * 20)
    at = aws.clock.now()
    if (left < 1) throw sdkError('Throttling')
    left -= 1
    return 'answer'
  }
  await Promise.all(Array.from({ length: 100 }, () => aws.call('cloudformation', 'DescribeStacks', fromBucket)))
  const refused = calls.filter((one) => one.endsWith('Throttling')).length
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThan(60)
})

test("throttling that outlasts the command's time is an error that names the call", async () => {
  const { aws } = setUp(60_000)
  const throttled = async (): Promise<never> => {
    throw sdkError('ThrottlingException', { message: 'Rate exceeded' })
  }
  await expect(aws.call('eks', 'DescribeCluster', throttled)).rejects.toMatchObject({
    code: 'Throttled',
    exitCode: 1,
    message: 'AWS is throttling eks:DescribeCluster in eu-west-1: Rate exceeded',
  })
})

test("a failure on AWS's side is tried again", async () => {
  const { aws, after } = setUp()
  expect(
    await aws.call(
      'eks',
      'ListClusters',
      after(sdkError('ServerException', { status: 500 }), sdkError('ServiceUnavailable', { status: 503 })),
    ),
  ).toBe('answer')
})

test('a lost answer is asked for again', async () => {
  const { aws, after } = setUp()
  expect(await aws.call('cloudformation', 'CreateStack', after(sdkError('Error', { code: 'ECONNRESET' })))).toBe('answer')
})

test('a line that breaks once is tried again even when all its time is up, where AWS has answered before', async () => {
  const { aws, after } = setUp(1_000)
  await aws.call('sts', 'GetCallerIdentity', after())
  const broken = sdkError('Error', { code: 'ECONNRESET' })
  let sent = 0
  const late = async (): Promise<string> => {
    sent += 1
    await aws.clock.sleep(60_000)
    throw broken
  }
  await expect(aws.call('eks', 'ListClusters', late)).rejects.toMatchObject({ code: 'Unreachable' })
  expect(sent).toBe(2)
})

test('a network that never answered fails within seconds', async () => {
  const { aws, seconds } = setUp()
  const send = async (): Promise<never> => {
    throw sdkError('Error', { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND sts.eu-west-1.amazonaws.com' })
  }
  await expect(aws.call('sts', 'GetCallerIdentity', send)).rejects.toMatchObject({ code: 'Unreachable', exitCode: 1 })
  expect(seconds()).toBeLessThanOrEqual(3)
})

test('expired credentials are asked for anew once, and the call goes on', async () => {
  const { aws, after, refreshes } = setUp()
  expect(await aws.call('eks', 'DescribeCluster', after(sdkError('ExpiredTokenException')))).toBe('answer')
  expect(refreshes).toEqual([true])
})

test('credentials that stay expired end with exit code 4', async () => {
  const { aws, after } = setUp()
  const expired = [sdkError('ExpiredToken'), sdkError('ExpiredToken')]
  await expect(aws.call('eks', 'DescribeCluster', after(...expired))).rejects.toMatchObject({ code: 'CredentialsExpired', exitCode: 4 })
})

describe('what cannot be mended by trying again fails at once', () => {
  test.each([
    { name: 'AccessDenied', code: 'AccessDenied', exitCode: 5 },
    { name: 'UnauthorizedOperation', code: 'AccessDenied', exitCode: 5 },
    { name: 'UnrecognizedClientException', code: 'CredentialsRefused', exitCode: 4 },
    { name: 'SignatureDoesNotMatch', code: 'CredentialsRefused', exitCode: 4 },
    { name: 'CredentialsProviderError', code: 'CredentialsMissing', exitCode: 4 },
    { name: 'InvalidParameterException', code: 'AwsRefused', exitCode: 1 },
  ])('$name', async ({ name, code, exitCode }) => {
    const { aws, after, calls } = setUp()
    await expect(aws.call('eks', 'CreateCluster', after(sdkError(name)))).rejects.toMatchObject({ code, exitCode })
    expect(calls).toHaveLength(1)
  })
})

test("an error keeps AWS's own, by which adapters tell what is missing", async () => {
  const { aws, after } = setUp()
  const missing = (): Promise<string> => aws.call('eks', 'DescribeCluster', after(sdkError('ResourceNotFoundException')))
  await expect(missing()).rejects.toSatisfy((error) => isAws(error, 'ResourceNotFoundException'))
  expect(await orMissing(missing(), 'ResourceNotFoundException')).toBeUndefined()
  await expect(orMissing(missing(), 'OtherException')).rejects.toBeDefined()
})

test('at most ten requests are under way at once', async () => {
  const { aws } = setUp()
  let now = 0
  let most = 0
  const send = async (): Promise<void> => {
    now += 1
    most = Math.max(most, now)
    await new Promise((resolve) => setImmediate(resolve))
    now -= 1
  }
  await Promise.all(Array.from({ length: 50 }, () => aws.call('eks', 'DescribeAddon', send)))
  expect(most).toBe(10)
})

test('a list is read to its last page', async () => {
  const pages: Record<string, { items: number[]; next?: string }> = {
    first: { items: [1, 2], next: 'b' },
    b: { items: [3], next: 'c' },
    c: { items: [] },
  }
  const read = async (token: string | undefined) => pages[token ?? 'first'] as { items: number[]; next?: string }
  expect(
    await every(
      read,
      (page) => page.items,
      (page) => page.next,
    ),
  ).toEqual([1, 2, 3])
})

describe('a machine whose clock is wrong', () => {
  const hours = 3_600_000

  test('a request is signed anew with the date that AWS told', async () => {
    const sandbox = await testSandbox({ durations: 0 })
    await onSandbox(sandbox, 'us-west-2', async ({ clusters, clock }) => {
      expect(await clusters.find('dev')).toBeUndefined()
      await clock.sleep(3 * hours)
      expect(await clusters.find('dev')).toBeUndefined()
    })
    const { requests } = sandbox
    expect(requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual(
      ['404', '403', '404'].map((status) => `DescribeCluster ${status}`),
    )
  })

  test('is asked to mend it where that does not help', async () => {
    const { aws, after } = setUp()
    const late = (): Error =>
      Object.assign(sdkError('InvalidSignatureException', { status: 403 }), { $metadata: { clockSkewCorrected: true } })
    await expect(aws.call('eks', 'DescribeCluster', after(late(), late()))).rejects.toMatchObject({
      code: 'CredentialsRefused',
      hint: expect.stringContaining("the machine's clock"),
    })
  })
})

test('who gives up waits for nothing more: what AWS said last is the error', async () => {
  const giveUp = new AbortController()
  const { aws, calls } = setUp(1_500_000, giveUp.signal)
  void aws.clock.sleep(60_000).then(() => giveUp.abort())
  const always = async (): Promise<never> => Promise.reject(sdkError('Throttling'))
  await expect(aws.call('ec2', 'DescribeVpcs', always)).rejects.toMatchObject({ code: 'Throttled', passes: true })
  const before = calls.length
  await expect(aws.call('ec2', 'DescribeVpcs', always)).rejects.toMatchObject({ code: 'Throttled' })
  expect(calls).toHaveLength(before + 1)
})
