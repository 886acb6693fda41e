import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { DescribeClusterCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { CreateRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { DescribeLogGroupsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { guestKey } from '#sandbox/credentials.ts'
import { testSandbox } from '../sandbox.ts'

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }],
})

/** What a call came to: the error's name, or `fine`. */
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'fine',
    (error: Error) => error.name,
  )

describe('signatures', () => {
  test.each([
    ['sts', 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
    ['iam', 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
    ['cloudformation', 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
    ['ec2', 'AuthFailure', 'AuthFailure'],
    ['ssm', 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['logs', 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['eks', 'UnrecognizedClientException', 'InvalidSignatureException'],
  ])('%s answers an unknown key with %s and a wrong secret with %s', async (service, unknown, wrong) => {
    const sandbox = await testSandbox()
    const as = (accessKeyId: string, secretAccessKey: string) =>
      ask(service, { ...sandbox.client(), credentials: { accessKeyId, secretAccessKey } })
    expect(await outcome(as('AKIANOBODY', 'x'))).toBe(unknown)
    expect(await outcome(as(sandbox.client().credentials.accessKeyId, 'x'))).toBe(wrong)
    expect(await outcome(as(sandbox.client().credentials.accessKeyId, sandbox.client().credentials.secretAccessKey))).toBe('fine')
  })

  test('a region that the account does not have knows no key', async () => {
    const sandbox = await testSandbox()
    expect(await outcome(ask('eks', sandbox.client('mars-north-1')))).toBe('UnrecognizedClientException')
  })

  test('a session ends when its time is over, and needs its token', async () => {
    const sandbox = await testSandbox()
    await new IAMClient(sandbox.client()).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }))
    const sts = new STSClient(sandbox.client())
    const { Credentials: made } = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 'me', DurationSeconds: 900 }),
    )
    const credentials = { accessKeyId: made?.AccessKeyId ?? '', secretAccessKey: made?.SecretAccessKey ?? '' }
    const session = { ...credentials, sessionToken: made?.SessionToken ?? '' }
    const who = await new STSClient({ ...sandbox.client(), credentials: session }).send(new GetCallerIdentityCommand())
    expect(who.Arn).toBe('arn:aws:sts::111122223333:assumed-role/r/me')
    expect(await outcome(ask('sts', { ...sandbox.client(), credentials }))).toBe('InvalidClientTokenId')
    await sandbox.clock.sleep(901_000)
    expect(await outcome(ask('sts', { ...sandbox.client(), credentials: session }))).toBe('ExpiredToken')
  })

  test('a request without a signature is refused', async () => {
    const sandbox = await testSandbox()
    const answer = await fetch(sandbox.url, { method: 'POST', body: new URLSearchParams({ Action: 'ListRoles', Version: '2010-05-08' }) })
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')])
  })
})

describe('permissions', () => {
  test.each([
    ['iam', 'AccessDenied'],
    ['ec2', 'UnauthorizedOperation'],
    ['ssm', 'AccessDeniedException'],
    ['eks', 'AccessDeniedException'],
    ['sts', 'fine'],
  ])('%s answers a user without policies with %s', async (service, code) => {
    const sandbox = await testSandbox()
    expect(await outcome(ask(service, { ...sandbox.client(), credentials: guestKey }))).toBe(code)
  })

  test('a role may do what its policies allow by action, and not what one denies', async () => {
    const sandbox = await testSandbox()
    const iam = new IAMClient(sandbox.client())
    const { PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }))
    const Statement = [
      { Effect: 'Allow', Action: 'eks:*', Resource: '*' },
      { Effect: 'Deny', Action: ['eks:Describe*'], Resource: '*' },
    ]
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    )
    const { Credentials: made } = await new STSClient(sandbox.client()).send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 'me' }),
    )
    const credentials = {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken ?? '',
    }
    const eks = new EKSClient({ ...sandbox.client(), credentials })
    expect(await outcome(eks.send(new ListClustersCommand()))).toBe('fine')
    expect(await outcome(eks.send(new DescribeClusterCommand({ name: 'x' })))).toBe('AccessDeniedException')
    expect(await outcome(ask('iam', { ...sandbox.client(), credentials }))).toBe('AccessDenied')
  })
})

describe('what AWS would not understand', () => {
  test.each([
    ['iam', 'Version=2010-05-08&Action=Nonsense', 'InvalidAction'],
    ['ec2', 'Version=2016-11-15&Action=Nonsense', 'InvalidAction'],
    ['ec2', 'Version=2016-11-15&Action=CreateVpc&CidrBlok=10.0.0.0/16', 'UnknownParameter'],
    ['iam', 'Version=2010-05-08&Action=GetRole&RoleNam=x', 'ValidationError'],
    ['iam', 'Version=2010-05-08&Action=GetRole', 'ValidationError'],
    ['iam', 'Version=2010-05-08&Action=ListRoles&MaxItems=many', 'MalformedInput'],
  ])('%s %s: %s', async (service, body, code) => {
    const sandbox = await testSandbox()
    expect(await raw(sandbox, service, body)).toContain(`<Code>${code}</Code>`)
  })

  test('outside strict mode a query service ignores what it does not know, and EC2 does not', async () => {
    const sandbox = await testSandbox({ strict: false })
    expect(await raw(sandbox, 'iam', 'Version=2010-05-08&Action=ListRoles&Colour=red')).toContain('<ListRolesResult>')
    expect(await raw(sandbox, 'ec2', 'Version=2016-11-15&Action=DescribeVpcs&Colour=red')).toContain('UnknownParameter')
  })
})

describe('faults', () => {
  test('throttling, by service, operation and occurrence', async () => {
    const sandbox = await testSandbox({
      faults: [{ service: 'iam', operation: 'List*', occurrence: [1, 3], effect: { kind: 'throttle' } }],
    })
    const iam = new IAMClient(sandbox.client())
    const results = []
    for (let turn = 0; turn < 4; turn++) results.push(await outcome(iam.send(new ListRolesCommand())))
    expect(results).toEqual(['Throttling', 'fine', 'Throttling', 'fine'])
    expect(await outcome(ask('sts', sandbox.client()))).toBe('fine')
  })

  test('a lost answer: AWS has done it, the caller does not know', async () => {
    const sandbox = await testSandbox({ faults: [{ operation: 'CreateRole', occurrence: 1, effect: { kind: 'lost-answer' } }] })
    const iam = new IAMClient(sandbox.client())
    expect(await outcome(iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust })))).not.toBe('fine')
    expect((await iam.send(new GetRoleCommand({ RoleName: 'r' }))).Role?.RoleName).toBe('r')
  })

  test('a request that never arrives: nothing is done', async () => {
    const sandbox = await testSandbox({ faults: [{ operation: 'CreateRole', occurrence: 1, effect: { kind: 'not-sent' } }] })
    const iam = new IAMClient(sandbox.client())
    expect(await outcome(iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust })))).not.toBe('fine')
    expect(await outcome(iam.send(new GetRoleCommand({ RoleName: 'r' })))).toBe('NoSuchEntityException')
  })

  test('latency takes the sandbox’s time', async () => {
    const sandbox = await testSandbox({ faults: [{ service: 'sts', effect: { kind: 'latency', ms: 30_000 } }] })
    const before = sandbox.clock.now()
    await ask('sts', sandbox.client())
    expect(sandbox.clock.now() - before).toBe(30_000)
  })

  test('a region that hangs: time passes, no answer comes, and another region answers', async () => {
    const sandbox = await testSandbox({ faults: [{ region: 'eu-west-1', effect: { kind: 'hang' } }] })
    const stop = new AbortController()
    const hanging = outcome(new EKSClient(sandbox.client('eu-west-1')).send(new ListClustersCommand(), { abortSignal: stop.signal }))
    await sandbox.clock.sleep(60_000)
    expect(await outcome(ask('eks', sandbox.client()))).toBe('fine')
    stop.abort()
    expect(await hanging).toBe('AbortError')
  })

  test.each([
    ['ec2', { kind: 'server-error' }, 'InternalError'],
    ['ec2', { kind: 'throttle' }, 'RequestLimitExceeded'],
    ['eks', { kind: 'throttle' }, 'TooManyRequestsException'],
    ['eks', { kind: 'server-error', status: 503 }, 'ServiceUnavailableException'],
    ['cloudformation', { kind: 'throttle' }, 'Throttling'],
    ['ssm', { kind: 'throttle' }, 'ThrottlingException'],
    ['iam', { kind: 'denied' }, 'AccessDenied'],
    ['sts', { kind: 'expired-credentials' }, 'ExpiredToken'],
    ['eks', { kind: 'error', code: 'ResourceLimitExceededException', message: 'too many clusters' }, 'ResourceLimitExceededException'],
  ] as const)('%s with %j says %s', async (service, effect, code) => {
    const sandbox = await testSandbox({ faults: [{ effect }] })
    expect(await outcome(ask(service, sandbox.client()))).toBe(code)
  })

  test('credentials that end after three calls', async () => {
    const sandbox = await testSandbox({ faults: [{ occurrence: { from: 4 }, effect: { kind: 'expired-credentials' } }] })
    const results = []
    for (const service of ['sts', 'iam', 'eks', 'eks']) results.push(await outcome(ask(service, sandbox.client())))
    expect(results).toEqual(['fine', 'fine', 'fine', 'ExpiredTokenException'])
  })

  test('they can be set and cleared while it runs, and are data', async () => {
    const sandbox = await testSandbox()
    sandbox.faults.set({ service: 'iam', effect: { kind: 'denied' } })
    expect(JSON.parse(JSON.stringify(sandbox.faults.active))).toEqual([{ service: 'iam', effect: { kind: 'denied' } }])
    expect(await outcome(ask('iam', sandbox.client()))).toBe('AccessDenied')
    sandbox.faults.clear()
    expect(await outcome(ask('iam', sandbox.client()))).toBe('fine')
  })

  test('services ask for capacity, failing resources, and how late IAM is', async () => {
    const { faults } = (
      await testSandbox({
        faults: [
          { effect: { kind: 'no-capacity', instanceType: 'p5.48xlarge', zone: 'us-west-2a' } },
          { effect: { kind: 'resource', stack: 's', logicalId: 'ControlPlane' } },
          { effect: { kind: 'slow-iam', ms: 8000 } },
        ],
      })
    ).account
    expect([
      faults.noCapacity('us-west-2', 'p5.48xlarge', 'us-west-2a'),
      faults.noCapacity('us-west-2', 'p5.48xlarge', 'us-west-2b'),
    ]).toEqual([true, false])
    expect([
      faults.failResource('s', 'VPC'),
      typeof faults.failResource('s', 'ControlPlane'),
      faults.failResource('s', 'ControlPlane'),
    ]).toEqual([undefined, 'string', undefined])
    expect(faults.iamDelay()).toBe(8000)
  })
})

test('a burst beyond AWS’s limits is throttled, and room comes back with time', async () => {
  const sandbox = await testSandbox()
  const ec2 = new EC2Client(sandbox.client())
  const burst = await Promise.all(Array.from({ length: 140 }, () => outcome(ec2.send(new DescribeVpcsCommand()))))
  expect(new Set(burst)).toEqual(new Set(['fine', 'RequestLimitExceeded']))
  expect(burst.filter((one) => one === 'fine').length).toBeGreaterThanOrEqual(100)
  await sandbox.clock.sleep(5000)
  expect(await outcome(ec2.send(new DescribeVpcsCommand()))).toBe('fine')
})

test('every request is logged with who asked what and what came of it', async () => {
  const sandbox = await testSandbox()
  await outcome(new EC2Client(sandbox.client()).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })))
  await outcome(ask('eks', { ...sandbox.client('eu-west-1'), credentials: guestKey }))
  expect(sandbox.requests).toMatchObject([
    {
      service: 'ec2',
      operation: 'CreateVpc',
      region: 'us-west-2',
      input: { CidrBlock: '10.0.0.0/16' },
      status: 200,
      error: undefined,
      mutating: true,
      caller: 'arn:aws:iam::111122223333:user/owner',
    },
    { service: 'eks', operation: 'ListClusters', region: 'eu-west-1', status: 403, error: 'AccessDeniedException', mutating: false },
  ])
  expect(sandbox.broken).toEqual([])
})

test('answers carry the sandbox’s time as their date', async () => {
  const sandbox = await testSandbox({ start: Date.UTC(2030, 4, 6) })
  const answer = await fetch(sandbox.url)
  expect(answer.headers.get('date')).toBe('Mon, 06 May 2030 00:00:00 GMT')
})

interface Client {
  readonly region: string
  readonly endpoint: string
  readonly maxAttempts: number
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
}

/** A read of each service that needs nothing. */
async function ask(service: string, client: Client): Promise<unknown> {
  const path = '/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id'
  const reads: Record<string, () => Promise<unknown>> = {
    sts: () => new STSClient(client).send(new GetCallerIdentityCommand()),
    iam: () => new IAMClient(client).send(new ListRolesCommand()),
    ec2: () => new EC2Client(client).send(new DescribeVpcsCommand()),
    ssm: () => new SSMClient(client).send(new GetParameterCommand({ Name: path })),
    logs: () => new CloudWatchLogsClient(client).send(new DescribeLogGroupsCommand()),
    eks: () => new EKSClient(client).send(new ListClustersCommand()),
    cloudformation: () => new CloudFormationClient(client).send(new ListStacksCommand()),
  }
  const read = reads[service]
  if (!read) throw new Error(`no read for ${service}`)
  return read()
}

/** Sends a form as it stands, rightly signed. */
async function raw(sandbox: Awaited<ReturnType<typeof testSandbox>>, service: string, body: string): Promise<string> {
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const { Hash } = await import('./sha256.ts')
  const { credentials } = sandbox.client()
  const host = sandbox.url.slice('http://'.length)
  const signer = new SignatureV4({ service, region: 'us-west-2', credentials, sha256: Hash })
  const headers = { host, 'content-type': 'application/x-www-form-urlencoded' }
  const signed = await signer.sign(
    { method: 'POST', protocol: 'http:', hostname: host, path: '/', headers, body, query: {} },
    { signingDate: new Date(sandbox.clock.now()) },
  )
  const { host: _host, ...sent } = signed.headers
  return (await fetch(sandbox.url, { method: 'POST', headers: sent, body })).text()
}
