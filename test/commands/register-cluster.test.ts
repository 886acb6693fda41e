import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { inLab, type Lab } from '../bad-input/lab.ts'

const line = 'register cluster --name onprem --provider OTHER'
const made = ({ writes }: Lab): string[] => writes().map(({ operation }) => operation)

/** The objects of a file that was written, by kind and name. */
const objectsIn = (lab: Lab, file: string): Record<string, unknown>[] =>
  parseAllDocuments(lab.disk()[file] ?? '').map((one) => {
    expect(one.errors).toEqual([])
    return one.toJS() as Record<string, unknown>
  })

test('the files bring the agent in with its activation, and let the caller look into the cluster', async () => {
  await inLab({}, async (lab) => {
    const { exitCode, stdout, stderr } = await lab.run(`${line} -o json`)
    expect({ exitCode, answer: JSON.parse(stdout) as unknown }).toMatchObject({
      exitCode: 0,
      answer: { cluster: 'onprem', changed: [{ kind: 'create' }, { step: 'registration of onprem', kind: 'create' }] },
    })
    const agent = objectsIn(lab, 'eks-connector.yaml')
    const secret = agent.find(({ type }) => type === 'Opaque') as { stringData: { code: string } } | undefined
    const code = secret?.stringData.code ?? ''
    expect(code).toMatch(/^[A-Z0-9]{20}$/)
    expect(stdout + stderr).not.toContain(code)
    expect(JSON.stringify(agent.find(({ kind }) => kind === 'StatefulSet'))).toContain('--agent.region=us-west-2')
    const who = lab.sandbox.requests.find(({ operation }) => operation === 'RegisterCluster')
    expect(who?.input).toMatchObject({ name: 'onprem', connectorConfig: { provider: 'OTHER' } })
    for (const file of ['eks-connector-clusterrole.yaml', 'eks-connector-console-dashboard-full-access-group.yaml'])
      expect(JSON.stringify(objectsIn(lab, file))).toContain('arn:aws:iam::111122223333:user/')
  })
})

test('a run that was stopped before its files were written goes on with the registration that is there', async () => {
  await inLab({}, async (lab) => {
    await lab.run(line)
    const before = lab.disk()
    rmSync(lab.path('eks-connector.yaml'))
    expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
    expect(lab.disk()).toEqual(before)
    expect(made(lab)).toEqual(['CreateRole', 'PutRolePolicy', 'RegisterCluster'])
  })
})

test('EKS is given time to hear of the new role', async () => {
  await inLab({}, async (lab) => {
    lab.sandbox.faults.set({ effect: { kind: 'slow-iam', ms: 20_000 } })
    expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
  })
})

test('where the registration is refused, the role that was made for it goes again', async () => {
  await inLab({}, async (lab) => {
    const effect = {
      kind: 'error',
      code: 'InvalidRequestException',
      message: 'AWSServiceRoleForAmazonEKSConnector is not available',
      status: 400,
    } as const
    lab.sandbox.faults.set({ operation: 'RegisterCluster', effect })
    const { exitCode, stderr } = await lab.run(line)
    expect(exitCode).toBe(6)
    expect(stderr).toContain('create-service-linked-role --aws-service-name eks-connector.amazonaws.com')
    expect(made(lab)).toEqual(['CreateRole', 'PutRolePolicy', 'DeleteRolePolicy', 'DeleteRole'])
  })
})

test.each([
  ['a role that there is not', `${line} --role-arn arn:aws:iam::111122223333:role/none`, 1, 'arn:aws:iam::111122223333:role/none'],
  ['no name', 'register cluster --provider OTHER', 64, '--name'],
  ['no provider', 'register cluster --name onprem', 64, '--provider'],
  ['a name as a word', 'register cluster onprem --provider OTHER', 64, '"onprem"'],
])('%s is refused, and nothing is made', async (_what, typed, exitCode, words) => {
  await inLab({}, async (lab) => {
    const result = await lab.run(typed)
    expect(result).toMatchObject({ exitCode })
    expect(result.stderr).toContain(words)
    expect(made(lab)).toEqual([])
    expect(lab.disk()).toEqual({})
  })
})
