import { PassThrough, Writable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { everyCommand } from '../every-command/commands.ts'
import { type Lab, openLab } from '../bad-input/lab.ts'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Result
}

interface Result {
  readonly content?: readonly { readonly type: string; readonly text: string }[]
  readonly isError?: boolean
  readonly tools?: readonly Tool[]
  readonly serverInfo?: object
}

interface Tool {
  readonly name: string
  readonly inputSchema: { readonly properties: Readonly<Record<string, object>> }
  readonly annotations: { readonly readOnlyHint: boolean; readonly destructiveHint: boolean }
}

/** A client that speaks the protocol line by line. */
interface Client {
  readonly ask: (method: string, params?: object) => Promise<Result>
  readonly call: (name: string, given?: object, meta?: object) => Promise<{ readonly text: string; readonly isError: boolean }>
  /** Sends a line as it is. */
  readonly say: (line: string) => void
  /** What the server told without being asked. */
  readonly notes: Message[]
  /** Goes, and gives how the server ended. */
  readonly leave: () => Promise<{ readonly exitCode: number; readonly stderr: string }>
}

let lab: (Lab & { close(): Promise<void> }) | undefined
afterEach(async () => lab?.close())

async function connected(options: Parameters<typeof openLab>[0] = { sandbox: { durations: 0 } }): Promise<Client & { readonly lab: Lab }> {
  lab = await openLab(options)
  const input = new PassThrough()
  const waiting = new Map<number, (result: Result) => void>()
  const notes: Message[] = []
  let rest = ''
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const lines = `${rest}${chunk.toString()}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const message = JSON.parse(line) as Message
        if (message.id === undefined) notes.push(message)
        else waiting.get(message.id)?.(message.result ?? {})
      }
      done()
    },
  })
  const ended = lab.run('mcp', { input, stdout })
  let asked = 0
  const ask: Client['ask'] = (method, params = {}) =>
    new Promise((resolve) => {
      const id = (asked += 1)
      waiting.set(id, resolve)
      input.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  expect((await ask('initialize', hello)).serverInfo).toMatchObject({ name: 'eksctl' })
  return {
    lab,
    ask,
    say: (line) => void input.write(`${line}\n`),
    notes,
    call: async (name, given = {}, meta = {}) => {
      const { content = [], isError = false } = await ask('tools/call', { name, arguments: given, _meta: meta })
      return { text: content.map(({ text }) => text).join('\n'), isError }
    },
    leave: async () => {
      input.end()
      return ended
    },
  }
}

const codeIn = (text: string): string => /confirm: "(\w+)"/.exec(text)?.[1] ?? ''

test('each command is a tool with its flags, but those that serve, speak to a shell or give away a token', async () => {
  const { ask, leave } = await connected()
  const { tools = [] } = await ask('tools/list')
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  const without = ['mcp', 'anywhere', 'sandbox', 'sandbox env', 'get-token']
  for (const { words, flags } of await everyCommand()) {
    const tool = byName.get(`eksctl_${words.replaceAll(' ', '_')}`)
    expect(tool === undefined, words).toBe(without.includes(words))
    if (tool === undefined) continue
    const parameters = Object.keys(tool.inputSchema.properties)
    expect(parameters).toEqual(
      expect.arrayContaining(Object.entries(flags).flatMap(([name, flag]) => (flag.hidden === true || name === 'events' ? [] : [name]))),
    )
    for (const hidden of Object.keys(flags).filter((name) => flags[name]?.hidden === true)) expect(parameters, words).not.toContain(hidden)
  }
  expect(byName.get('eksctl_create_cluster')?.inputSchema.properties).toMatchObject({
    nodes: { type: 'integer' },
    managed: { type: 'boolean' },
    zones: { type: 'array' },
    tags: { type: 'object' },
    'vpc-nat-mode': { enum: ['HighlyAvailable', 'Single', 'Disable'] },
  })
  expect(byName.get('eksctl_get_cluster')?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
  expect(byName.get('eksctl_delete_cluster')?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true })
  expect(byName.get('eksctl_create_cluster')?.annotations).toMatchObject({ destructiveHint: false })
  expect(await leave()).toMatchObject({ exitCode: 0, stderr: '' })
})

test('what is no message is told on stderr, and what comes after it is served', async () => {
  const { say, ask, leave } = await connected()
  say('{"jsonrpc": "2.0", "id": []}')
  expect((await ask('tools/list')).tools).not.toEqual([])
  const { exitCode, stderr } = await leave()
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/^! /)
})

test('an answer is JSON; a failure is one, with its hint and exit code', async () => {
  const { call, leave } = await connected()
  expect(
    JSON.parse(
      (await call('eksctl_utils_describe-cluster-versions', { 'cluster-versions': ['1.33', '1.34'] })).text.split('\nAWS is')[0] ?? '',
    ),
  ).toMatchObject({
    clusterVersions: [{ ClusterVersion: '1.34' }, { ClusterVersion: '1.33' }],
  })
  const { text, isError } = await call('eksctl_get_nodegroup', { cluster: 'ghost' })
  expect(isError).toBe(true)
  expect(text).toMatch(/"code": "ClusterNotFound"[\s\S]*error: no cluster "ghost" in us-west-2\nhint: [\s\S]*exit code 10/)
  expect(await call('eksctl_get_cluster', { bogus: 1 })).toEqual({ text: 'eksctl_get_cluster has no parameter "bogus"', isError: true })
  expect(await call('eksctl_fly')).toEqual({ text: 'there is no tool "eksctl_fly"', isError: true })
  await leave()
})

test('what changes or deletes something is done only with the code for exactly that line, and once', async () => {
  const client = await connected()
  const { call } = client
  expect((await call('eksctl_create_cluster', { name: 'dev', nodes: 1, 'nodegroup-name': 'ng' })).isError).toBe(false)
  const known = client.lab.writes().length
  const ng = { cluster: 'dev', name: 'ng', drain: false, wait: true }
  const asked = await call('eksctl_delete_nodegroup', ng)
  expect(asked.text).toMatch(/^Nothing was done yet\. .*eksx delete nodegroup --cluster=dev --name=ng --drain=false --wait=true/)
  const confirm = codeIn(asked.text)
  expect((await call('eksctl_delete_nodegroup', { ...ng, name: 'other', confirm })).text).toContain('Nothing was done')
  expect((await call('eksctl_delete_nodegroup', { ...ng, confirm: 'yes' })).text).toContain('Nothing was done')
  expect(client.lab.writes()).toHaveLength(known)
  const done = await call('eksctl_delete_nodegroup', { ...ng, confirm })
  expect(done.isError, done.text).toBe(false)
  expect(client.lab.writes().length).toBeGreaterThan(known)
  expect((await call('eksctl_delete_nodegroup', { ...ng, confirm })).text).toContain('Nothing was done')
  await client.leave()
})

test('a plan needs no consent', async () => {
  const file =
    'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2}\nmanagedNodeGroups: [{name: ng}]\n'
  const client = await connected({ sandbox: { durations: 0 }, files: { 'cluster.yaml': file } })
  await client.call('eksctl_create_cluster', { 'config-file': 'cluster.yaml' })
  expect((await client.call('eksctl_delete_nodegroup', { 'config-file': 'cluster.yaml' })).text).toContain('this is the plan')
  expect((await client.call('eksctl_delete_nodegroup', { 'config-file': 'cluster.yaml', approve: true })).text).toContain(
    'Nothing was done',
  )
  await client.leave()
})

test('long work is answered while it runs, with progress, and can be asked for again until its end', async () => {
  const client = await connected({})
  const begun = await client.call('eksctl_create_cluster', { name: 'dev', nodes: 1 }, { progressToken: 'p' })
  expect(begun.text).toMatch(/It still runs, as job-1\. Ask again with eksx_follow \{"job": "job-1"\}/)
  expect(client.notes.length).toBeGreaterThan(0)
  expect(client.notes[0]).toMatchObject({ method: 'notifications/progress', params: { progressToken: 'p', message: expect.any(String) } })
  let answers = 0
  let last = begun
  while (last.text.includes('It still runs')) {
    last = await client.call('eksx_follow', { job: 'job-1' })
    answers += 1
  }
  expect(answers).toBeGreaterThan(5)
  expect(last.isError, last.text).toBe(false)
  expect(last.text).toContain('"cluster": "dev"')
  expect(await client.call('eksx_follow', { job: 'job-1' })).toEqual({ text: 'there is no job "job-1"; running: none', isError: true })
  await client.leave()
})

test('it can be stopped, as Ctrl-C does; and when the client goes', async () => {
  const client = await connected({})
  await client.call('eksctl_create_cluster', { name: 'dev', nodes: 1 })
  const stopped = await client.call('eksx_stop', { job: 'job-1' })
  expect(stopped).toMatchObject({ isError: true, text: expect.stringMatching(/to go on: [\s\S]*exit code 130/) })
  expect((await client.call('eksctl_create_cluster', { name: 'dev', nodes: 1 })).text).toContain('It still runs, as job-2')
  expect(await client.leave()).toMatchObject({ exitCode: 0 })
})
