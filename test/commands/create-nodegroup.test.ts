import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  AttachRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CloudFormationClient, GetTemplateCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { inLab, type Lab } from '../bad-input/lab.ts'

interface Stack {
  readonly template: { readonly Resources: Record<string, { readonly Properties: Record<string, unknown> }>; readonly Outputs: object }
}

/** The template that a nodegroup's stack was made from. */
const madeFrom = (lab: Lab, nodegroup: string): Stack['template'] => {
  const request = lab.sandbox.requests.find(
    ({ operation, input }) => operation === 'CreateStack' && input['StackName'] === `eksctl-dev-nodegroup-${nodegroup}`,
  )
  return JSON.parse(String(request?.input['TemplateBody'])) as Stack['template']
}

/** A cluster without nodes, then lines. */
const withCluster = (files: Record<string, string>, work: (lab: Lab) => Promise<void>): Promise<void> =>
  inLab({ files, sandbox: { durations: 0.1 } }, async (lab) => {
    expect(await lab.run('create cluster --name dev --without-nodegroup')).toMatchObject({ exitCode: 0 })
    await work(lab)
  })

test('--update-auth-configmap lets nodes in by aws-auth, =false leaves that to others; neither makes an access entry', async () => {
  await withCluster({}, async (lab) => {
    const line = 'create nodegroup --cluster dev --managed=false --nodes 1'
    const mapped = await lab.run(`${line} --name mapped --update-auth-configmap`)
    expect(mapped).toMatchObject({ exitCode: 0 })
    expect(mapped.stderr).toContain('✓ aws-auth of nodegroup mapped')
    expect(mapped.stderr).toContain('--update-auth-configmap is old')
    const { Resources, Outputs } = madeFrom(lab, 'mapped')
    expect([Object.keys(Resources), Object.keys(Outputs)].flat()).not.toContain('AccessEntry')
    expect(Object.keys(Outputs)).not.toContain('NodeGroupUsesAccessEntry')

    const out = await lab.run(`${line} --name out --update-auth-configmap=false`)
    expect(out).toMatchObject({ exitCode: 0 })
    expect(out.stderr).toContain('nodes of out were not waited for')
    expect(out.stderr).not.toContain('aws-auth of nodegroup out')
  })
})

test('nodes with a given instance profile come in by its role, though the file does not name it', async () => {
  const file = (profile: string): string => `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: us-west-2}
nodeGroups: [{name: own, desiredCapacity: 1, iam: {instanceProfileARN: "arn:aws:iam::111122223333:instance-profile/${profile}"}}]
`
  await withCluster({ 'own.yaml': file('depot'), 'none.yaml': file('nowhere') }, async (lab) => {
    await givenProfile(lab)
    const refused = await lab.run('create nodegroup -f none.yaml')
    expect(refused).toMatchObject({ exitCode: 6 })
    expect(refused.stderr).toContain('instance-profile/nowhere')
    expect((await lab.run('create nodegroup -f own.yaml')).stderr).toContain('✓ nodes of own')
    expect(Object.keys(madeFrom(lab, 'own').Resources)).not.toContain('AccessEntry')
    const entry = lab.sandbox.requests.find(({ operation }) => operation === 'CreateAccessEntry')
    expect(entry?.input).toMatchObject({ principalArn: 'arn:aws:iam::111122223333:role/depot', type: 'EC2_LINUX' })
  })
})

/** What an SDK client of this lab is made with. */
function client({ sandbox }: Lab) {
  const [credentials = { accessKeyId: '', secretAccessKey: '' }] = sandbox.credentials
  return { region: 'us-west-2', endpoint: sandbox.url, credentials, maxAttempts: 1 }
}

async function givenProfile(lab: Lab): Promise<void> {
  const iam = new IAMClient(client(lab))
  const Principal = { Service: 'ec2.amazonaws.com' }
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] }
  await iam.send(new CreateRoleCommand({ RoleName: 'depot', AssumeRolePolicyDocument: JSON.stringify(trust) }))
  for (const policy of ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy'])
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'depot', PolicyArn: `arn:aws:iam::aws:policy/${policy}` }))
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'depot' }))
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'depot', RoleName: 'depot' }))
}

test('nodes carry the policy of the network add-on where that has no role of its own, whatever the file says of OIDC', async () => {
  const file = `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: us-west-2}
iam: {withOIDC: true}
managedNodeGroups: [{name: plain, desiredCapacity: 1}]
`
  await withCluster({ 'plain.yaml': file }, async (lab) => {
    expect((await lab.run('create nodegroup -f plain.yaml')).stderr).toContain('✓ nodes of plain')
    expect(JSON.stringify(madeFrom(lab, 'plain').Resources['NodeInstanceRole'])).toContain('AmazonEKS_CNI_Policy')
  })
})

/** Takes out of the cluster stack what came with later versions. */
async function asOfOld(lab: Lab): Promise<void> {
  const cloudformation = new CloudFormationClient(client(lab))
  const StackName = 'eksctl-dev-cluster'
  const { TemplateBody = '' } = await cloudformation.send(new GetTemplateCommand({ StackName }))
  const template = JSON.parse(TemplateBody) as { Resources: Record<string, unknown>; Outputs: Record<string, unknown> }
  for (const rule of ['IngressDefaultClusterToNodeSG', 'IngressNodeToDefaultClusterSG']) delete template.Resources[rule]
  delete template.Outputs['ClusterSecurityGroupId']
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'] }))
  await lab.clock.sleep(300_000)
}

test('a cluster stack of old gains what managed nodes and Fargate need, in one change, and both work', async () => {
  const file = `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: us-west-2}
managedNodeGroups: [{name: plain, desiredCapacity: 1}]
fargateProfiles: [{name: jobs, selectors: [{namespace: jobs}]}]
`
  await withCluster({ 'both.yaml': file }, async (lab) => {
    await asOfOld(lab)
    const { stderr } = await lab.run('create nodegroup -f both.yaml')
    expect(stderr).toContain('✓ cluster dev ready for managed nodegroups and Fargate')
    expect(stderr).toContain('✓ nodes of plain')
    const changes = lab.sandbox.requests.filter(({ operation }) => operation === 'CreateChangeSet')
    expect(changes).toHaveLength(1)
    expect((await lab.run('create fargateprofile -f both.yaml')).stderr).toContain('✓ Fargate profile jobs')
    const profile = lab.sandbox.requests.find(({ operation }) => operation === 'CreateFargateProfile')
    expect(profile?.input['podExecutionRoleArn']).toContain('eksctl-dev-cluster-FargatePodExecutionRole')
  })
})
