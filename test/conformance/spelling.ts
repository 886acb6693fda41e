import { inOneOrder, tagMap } from './capture.ts'

/** The words by which a role that CloudFormation named is told from others. */
const roleNames = /role\/eksctl-[\w-]*-(Role1|FargatePodExecutionRole|AutoModeNodeRole)-[A-Z0-9]{12,13}/g

/** Writes without what is an account's own: certificates, names of roles, ids of associations, what is made up in the name of a change set, how tags are written, the order of ids in a list, which pods a scheduler has put on a node. */
export const inOneSpelling = (writes: string): string =>
  withoutPodNames(inOneOrder(writes))
    .replaceAll(/(ThumbprintList=\[")[0-9a-f]{40}/g, '$1<thumbprint>')
    .replaceAll(roleNames, 'role/<$1>')
    .replaceAll(/(ChangeSetName=updating-policy-)(?:[0-9a-f-]{36}|\d+)/g, '$1<time>')
    .replaceAll(/associationId=a-[0-9a-z]+/g, 'associationId=<association>')
    .split('\n')
    .map((line) => (/^(iam|ec2):/.test(line) ? withTagMap(line) : line))
    .map((line) => (line.startsWith('ec2:CreateTags') ? line.replace(/Resources=(\["subnet-[^\]]*\])/, '<subnets>') : line))
    // The captures' EKS puts the roles of managed nodes into aws-auth beside their access entries, so that the map is there already.
    .map((line) =>
      line.replace(
        /^kubernetes:(?:POST|PUT) (\/api\/v1\/namespaces\/kube-system\/configmaps)(?:\/aws-auth)?(?= |$)/,
        'kubernetes:WRITE $1',
      ),
    )
    .join('\n')

/** Of the pods that go, each namespace and way of going once. */
function withoutPodNames(writes: string): string {
  const seen = new Set<string>()
  return writes
    .split('\n')
    .map((line) => line.replace(/^(kubernetes:\w+ \/api\/v1\/namespaces\/[^/ ]+\/pods\/)[^/ ]+(?=\/eviction|\s|$)/, '$1<pod>'))
    .filter((line) => {
      const key = /^(kubernetes:\w+ \S*<pod>\S*)(?! .*-> )/.exec(line)?.[1]
      if (key === undefined) return true
      const first = !seen.has(key)
      seen.add(key)
      return first
    })
    .join('\n')
}

const withTagMap = (line: string): string =>
  line.replace(/Tags=(\[.*?\}\])/, (_, list: string) => `Tags=${JSON.stringify(tagMap(JSON.parse(list)))}`)

/** A stack, the roles of other stacks in it named alike. */
export const stackInOneSpelling = (stack: unknown): unknown => JSON.parse(JSON.stringify(stack).replaceAll(roleNames, 'role/<$1>'))
