import type { Template } from '#templates/cfn.ts'
import type { App } from '../app.ts'
import { isMap } from '../config/plain.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { editedStack } from './edited-stack.ts'

/** Public subnets whose instances get public addresses, in EC2 and in what the cluster stack is made from. */
export function updateLegacySubnets(cluster: string, region: string, subnets: readonly string[]): Step[] {
  const inEc2 = publicAddresses(subnets)
  const inStack = editedStack({
    name: `public subnets in the stack of cluster ${cluster}`,
    stack: clusterStackName(cluster),
    cluster,
    region,
    after: [inEc2],
    changeSet: 'eksctl-update-subnets',
    description: 'public addresses at launch',
    edit: withPublicAddresses,
  })
  return [inEc2, inStack]
}

function publicAddresses(subnets: readonly string[]): Step {
  const lacking = async (app: App): Promise<string[]> =>
    (await app.vpcs.subnets(subnets)).flatMap(({ id, givesPublicAddress }) => (givesPublicAddress ? [] : [id]))

  async function look(app: App): Promise<Sight> {
    const why = (await lacking(app)).map((id) => ({ path: `${id}.MapPublicIpOnLaunch`, from: false, to: true }))
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    for (const id of await lacking(app)) await app.vpcs.givePublicAddresses(id, run.signal)
  }

  return { name: 'public addresses in public subnets', after: [], usual: 2_000, look, act }
}

/** The stack's own public subnets, as its output joins them. */
function withPublicAddresses(deployed: Template): Template {
  const output = deployed.Outputs?.['SubnetsPublic']?.Value as { readonly 'Fn::Join'?: readonly [string, unknown] } | undefined
  const listed = output?.['Fn::Join']?.[1]
  const ids = Array.isArray(listed)
    ? listed.flatMap((one: unknown) => (isMap(one) && typeof one['Ref'] === 'string' ? [one['Ref']] : []))
    : []
  const edited = ids.flatMap((id) => {
    const subnet = deployed.Resources[id]
    return subnet === undefined ? [] : [[id, { ...subnet, Properties: { ...subnet.Properties, MapPublicIpOnLaunch: true } }] as const]
  })
  return { ...deployed, Resources: { ...deployed.Resources, ...Object.fromEntries(edited) } }
}
