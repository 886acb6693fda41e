/** A process of its own, as any program that talks to AWS and Kubernetes: the official clients and nothing of ours. Prints what it saw as JSON. */
import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation'
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { AuthorizationV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node'

const [cluster = ''] = process.argv.slice(2)
const { cluster: described } = await new EKSClient({}).send(new DescribeClusterCommand({ name: cluster }))
const { StackEvents } = await new CloudFormationClient({}).send(new DescribeStackEventsCommand({ StackName: `eksctl-${cluster}-cluster` }))
const config = new KubeConfig()
config.loadFromDefault()
const { items } = await config.makeApiClient(CoreV1Api).listNode()
const review = { spec: { resourceAttributes: { verb: 'delete', resource: 'pods' } } }
const { status } = await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({ body: review })
const seen = {
  cluster: [described?.name, described?.status, described?.endpoint],
  lastEvent: [StackEvents?.[0]?.LogicalResourceId, StackEvents?.[0]?.ResourceStatus],
  nodes: items.map(({ status: node }) => [
    node?.conditions?.find(({ type }) => type === 'Ready')?.status,
    node?.nodeInfo?.osImage,
    node?.addresses?.some(({ type }) => type === 'InternalIP'),
  ]),
  allowed: status?.allowed,
}
process.stdout.write(JSON.stringify(seen))
